import { memo, useEffect, useRef } from "react";
import { isFinal } from "../data/jobState";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import { type Job, JobState } from "../gen/attentionviz/v1/job_pb";
import { JobActions, type RowActions } from "./JobActions";
import { JobNotes } from "./JobNotes";
import { JobStages } from "./JobStages";
import { corpusText, jobLine } from "./jobWords";
import { stateLabels } from "./words";

const tones: Partial<Record<JobState, string>> = { [JobState.SUCCEEDED]: "good", [JobState.FAILED]: "bad", [JobState.CANCELLED]: "warn" };

/** Rows below must not redraw with every message of a watch above them. */
export const JobRow = memo(function JobRow({
  job,
  corpus,
  mostDays,
  actions,
  fresh,
}: {
  job: Job;
  corpus?: Corpus;
  mostDays: number;
  actions: RowActions;
  /** It was started a moment ago, perhaps from far below. */
  fresh: boolean;
}) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (fresh) row.current?.scrollIntoView({ block: "nearest" });
  }, [fresh]);
  // Who saw the job at work also sees what it took; and the list does not jump when it ends.
  const worked = useRef(!isFinal(job.state));
  if (!isFinal(job.state)) worked.current = true;
  const stops = job.state === JobState.FAILED || job.state === JobState.CANCELLED;
  return (
    <li ref={row} className="panel stack job" aria-label={`Job ${job.jobId}`}>
      <div className="row">
        <strong>{job.spec?.modelId}</strong>
        <span className="grow">{corpusText(job, corpus)}</span>
        <span className="state" data-tone={tones[job.state]}>
          {stateLabels[job.state]}
        </span>
      </div>
      {(worked.current || stops) && <JobStages job={job} />}
      <JobNotes job={job} />
      <div className="quiet">{jobLine(job)}</div>
      <JobActions job={job} mostDays={mostDays} actions={actions} />
    </li>
  );
});
