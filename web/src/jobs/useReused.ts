import { jobs } from "../api/clients";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import { type Loaded, useLoaded } from "../state/useLoaded";

/** The job whose vectors are taken, which may be further down than the list goes. */
export function useReused(jobId: string, listed: Job[]): Pick<Loaded<Job>, "value" | "failure"> {
  const known = listed.find((job) => job.jobId === jobId);
  const wanted = known ? "" : jobId;
  const asked = useLoaded(wanted ? async (signal) => (await jobs.getJob({ jobId: wanted }, { signal })).job : undefined, [wanted]);
  if (known) return { value: known };
  return { value: asked.value?.jobId === jobId ? asked.value : undefined, failure: wanted ? asked.failure : undefined };
}
