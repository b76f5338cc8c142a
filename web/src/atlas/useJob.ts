import { useEffect, useState } from "react";
import { jobs } from "../api/clients";
import { type Failure, failureOf, isAbort } from "../api/failure";
import { isFinal } from "../data/jobState";
import { type Job, JobState, type StageProgress } from "../gen/attentionviz/v1/job_pb";

export interface Followed {
  job?: Job;
  state: JobState;
  stages: StageProgress[];
  /** Grows with every head that can be fetched. */
  ready: number;
  failure?: Failure;
}

/** Follows a job until it has ended; a watch that breaks is taken up where it was, one that was refused when `turn` changes. */
export function useJob(jobId: string, turn: number): Followed {
  const [followed, setFollowed] = useState<Followed>({ state: JobState.UNSPECIFIED, stages: [], ready: 0 });
  useEffect(() => {
    const abort = new AbortController();
    follow(jobId, abort.signal, (change) => !abort.signal.aborted && setFollowed((f) => ({ ...f, ...change(f) })));
    return () => abort.abort();
  }, [jobId, turn]);
  return followed;
}

type Change = (before: Followed) => Partial<Followed>;

async function follow(jobId: string, signal: AbortSignal, change: (change: Change) => void): Promise<void> {
  let last = 0n;
  let wait = 500;
  while (!signal.aborted) {
    try {
      for await (const { sequence, event } of jobs.watchJob({ jobId, afterSequence: last }, { signal })) {
        last = sequence;
        wait = 500;
        if (event.case === "snapshot") {
          const job = event.value;
          change((f) => ({ job, state: job.state, stages: job.stages, ready: f.ready + 1, failure: undefined }));
        }
        if (event.case === "stateChange") change(() => ({ state: event.value.state }));
        if (event.case === "headReady") change((f) => ({ ready: f.ready + 1 }));
        if (event.case === "progress") {
          change((f) => ({
            stages: [...f.stages.filter((s) => s.stage !== event.value.stage), event.value].sort((a, b) => a.stage - b.stage),
          }));
        }
      }
      // The stream ends after the final state; the record then holds what became of the job.
      const { job } = await jobs.getJob({ jobId }, { signal });
      if (job && isFinal(job.state)) {
        change((f) => ({ job, state: job.state, stages: job.stages, ready: f.ready + 1 }));
        return;
      }
    } catch (error) {
      if (signal.aborted || isAbort(error)) return;
      const failure = failureOf(error);
      change(() => ({ failure }));
      // Unavailable gateways come back; what is refused stays refused.
      if (failure.code !== 14 && failure.code !== 2) return;
    }
    await new Promise((done) => setTimeout(done, wait));
    wait = Math.min(wait * 2, 10_000);
  }
}
