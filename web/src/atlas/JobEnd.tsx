import { JobState } from "../gen/attentionviz/v1/job_pb";
import type { Followed } from "./useJob";

/** Why a job ended before its atlas was whole; nothing of any other. The record is asked, for events do not tell why. */
export function JobEnd({ followed: { job } }: { followed: Followed }) {
  const failed = job?.state === JobState.FAILED && `The job failed: ${job.failure?.message || "it did not say why."}`;
  const says = failed || (job?.state === JobState.CANCELLED && "The job was cancelled.");
  return says ? (
    <div className="panel" role="status">
      {says} What was made before can be looked at.
    </div>
  ) : null;
}
