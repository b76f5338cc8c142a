import { jobs } from "../api/clients";
import type { EstimateJobResponse, SubmitJobRequest } from "../gen/attentionviz/v1/job_service_pb";
import { type Loaded, useLoaded } from "../state/useLoaded";

const settle = 500;

/** What the request would take, asked for once it has stayed as it is for a moment. */
export function useEstimate(request: SubmitJobRequest | undefined): Loaded<EstimateJobResponse> {
  return useLoaded(
    request &&
      (async (signal) => {
        await new Promise((resolve) => setTimeout(resolve, settle));
        signal.throwIfAborted();
        return jobs.estimateJob({ spec: request.spec, inlineCorpus: request.inlineCorpus }, { signal });
      }),
    [request],
  );
}
