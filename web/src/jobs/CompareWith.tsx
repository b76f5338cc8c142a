import { useState } from "react";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import { freshPlace, go } from "../state/place";
import { Choice } from "../ui/Choice";
import { choiceLabel } from "./jobWords";

export function CompareWith({ job, others }: { job: Job; others: Job[] }) {
  const [chosen, setChosen] = useState("");
  const other = others.find((j) => j.jobId === chosen)?.jobId ?? others[0]?.jobId;
  if (!other)
    return (
      <p className="quiet asks">
        No other job shown here is over the same corpus. Start one with another model or other options, then compare.
      </p>
    );
  return (
    <div className="row asks">
      <Choice label="Compare with" value={other} options={others.map((j) => [j.jobId, choiceLabel(j)])} change={setChosen} />
      <button className="main" onClick={() => go(freshPlace({ view: "compare", job: job.jobId, other }))}>
        Compare
      </button>
      <span className="quiet">Both models must cut the corpus into the same tokens.</span>
    </div>
  );
}
