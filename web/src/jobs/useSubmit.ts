import { useCallback, useRef, useState } from "react";
import { jobs } from "../api/clients";
import { type Failure, failureOf } from "../api/failure";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import type { SubmitJobRequest } from "../gen/attentionviz/v1/job_service_pb";
import { wishOf } from "./request";
import { RequestIds } from "./requestId";

export interface Submitting {
  busy: boolean;
  failure?: Failure;
  submit: (prepare: () => Promise<SubmitJobRequest | undefined>) => void;
  forget: () => void;
}

/** Sends jobs in, one at a time. `prepare` may upload first; nothing is sent where it gives nothing. */
export function useSubmit(onJob: (job: Job) => void): Submitting {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const ids = useRef(new RequestIds());
  // A second click comes before the state of the first has been drawn.
  const running = useRef(false);

  const submit = useCallback(
    async (prepare: () => Promise<SubmitJobRequest | undefined>) => {
      if (running.current) return;
      running.current = true;
      setBusy(true);
      setFailure(undefined);
      try {
        const request = await prepare();
        if (request) {
          const { job } = await jobs.submitJob({ ...request, requestId: ids.current.of(wishOf(request)) });
          ids.current.done();
          if (job) onJob(job);
        }
      } catch (error) {
        setFailure(failureOf(error));
      }
      running.current = false;
      setBusy(false);
    },
    [onJob],
  );
  const forget = useCallback(() => setFailure(undefined), []);
  return { busy, failure, submit: (prepare) => void submit(prepare), forget };
}
