import { isFinal } from "../data/jobState";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import { addressOf, freshPlace, go } from "../state/place";
import { opens } from "./progress";

/** A link, so that it opens in another tab too. It waits for the first head. */
export function OpenAtlas({ job }: { job: Job }) {
  if (!opens(job)) {
    return (
      <button type="button" disabled title={isFinal(job.state) ? "the job made no atlas" : "as soon as the first head is ready"}>
        Open atlas
      </button>
    );
  }
  const place = freshPlace({ view: "atlas", job: job.jobId });
  return (
    <a
      className="button"
      href={addressOf(place)}
      onClick={(e) => {
        if (e.metaKey || e.ctrlKey || e.shiftKey) return;
        e.preventDefault();
        go(place);
      }}
    >
      Open atlas
    </a>
  );
}
