import { useState } from "react";
import { jobs } from "../api/clients";
import { isFinal } from "../data/jobState";
import { type Job, JobState } from "../gen/attentionviz/v1/job_pb";
import { FailureNote } from "../ui/FailureNote";
import { CompareWith } from "./CompareWith";
import { KeepLonger } from "./KeepLonger";
import { OpenAtlas } from "./OpenAtlas";
import { opens } from "./progress";
import { keepsVectors } from "./reuse";
import { useAction } from "./useAction";

export interface RowActions {
  put: (job: Job) => void;
  remove: (jobId: string) => void;
  /** Jobs over the same corpus whose atlas can be opened. */
  others: (job: Job) => Job[];
  /** Sets the form to the job's vectors. */
  otherMaps: (job: Job) => void;
}

/** `mostDays` is how long the server keeps a job at most; 0 where the caller may only read. */
export function JobActions({ job, mostDays, actions }: { job: Job; mostDays: number; actions: RowActions }) {
  const [asks, setAsks] = useState<"" | "compare" | "keep" | "delete">("");
  const { busy, failure, run } = useAction();
  const { jobId } = job;
  const [final, changes] = [isFinal(job.state), mostDays > 0];
  const ask = (what: typeof asks) => setAsks(asks === what ? "" : what);
  return (
    <>
      <div className="row actions">
        <OpenAtlas job={job} />
        {opens(job) && (
          <button aria-expanded={asks === "compare"} onClick={() => ask("compare")}>
            Compare with ...
          </button>
        )}
        {changes && keepsVectors(job) && (
          <button title="from the same queries and keys: the model is not run again" onClick={() => actions.otherMaps(job)}>
            Other maps ...
          </button>
        )}
        {changes && final && (
          <button aria-expanded={asks === "keep"} onClick={() => ask("keep")}>
            Keep longer
          </button>
        )}
        {changes && final && (
          <button aria-expanded={asks === "delete"} onClick={() => ask("delete")}>
            Delete
          </button>
        )}
        {changes && !final && (
          <button
            disabled={busy || job.state === JobState.CANCELLING}
            onClick={() => run(async () => void (await jobs.cancelJob({ jobId }).then((answer) => answer.job && actions.put(answer.job))))}
          >
            {job.state === JobState.CANCELLING ? "Cancelling ..." : "Cancel"}
          </button>
        )}
      </div>
      {asks === "compare" && <CompareWith job={job} others={actions.others(job)} />}
      {asks === "keep" && final && (
        <KeepLonger
          mostDays={mostDays}
          busy={busy}
          keep={(ttl) =>
            run(async () => {
              const answer = await jobs.extendJob({ jobId, ttl });
              if (answer.job) actions.put(answer.job);
              setAsks("");
            })
          }
        />
      )}
      {asks === "delete" && final && (
        <div className="row asks">
          <span>Delete the job and its atlas for good?</span>
          <button
            className="main"
            disabled={busy}
            onClick={() =>
              run(async () => {
                await jobs.deleteJob({ jobId });
                actions.remove(jobId);
              })
            }
          >
            Delete
          </button>
          <button onClick={() => setAsks("")}>Keep it</button>
        </div>
      )}
      {failure && <FailureNote failure={failure} />}
    </>
  );
}
