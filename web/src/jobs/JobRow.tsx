import { memo, useEffect, useRef } from "react";
import { mapLabel, mapName } from "../data/maps";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import { type Job, JobState } from "../gen/attentionviz/v1/job_pb";
import { counted, grouped } from "../ui/counted";
import { JobActions, type RowActions } from "./JobActions";
import { JobNotes } from "./JobNotes";
import { JobStages } from "./JobStages";
import { isFinal } from "./progress";
import { inBytes, onDate, stateLabels } from "./words";

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
      <div className="quiet">{lineOf(job)}</div>
      <JobActions job={job} mostDays={mostDays} actions={actions} />
    </li>
  );
});

function corpusText(job: Job, corpus: Corpus | undefined): string {
  const sequences = job.corpusSequences || corpus?.sequences;
  const size = [
    sequences ? counted(sequences, "sequence") : "",
    job.corpusTokens ? `${counted(job.corpusTokens, "token")}` : "",
    job.sampledTokens && job.sampledTokens < job.corpusTokens ? `${grouped(job.sampledTokens)} drawn` : "",
    !job.corpusTokens && corpus ? inBytes(corpus.bytes) : "",
  ];
  return [corpus?.name ? `over ${corpus.name}` : "", ...size].filter(Boolean).join(", ");
}

function lineOf(job: Job): string {
  const labels = Object.entries(job.spec?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return [
    job.createTime ? `Made ${onDate(job.createTime)}` : "",
    job.expireTime ? `kept until ${onDate(job.expireTime)}` : "kept while it runs",
    (job.spec?.maps ?? []).map((map) => mapLabel(mapName(map))).join(" / "),
    ...labels,
    job.jobId.slice(0, 6),
  ]
    .filter(Boolean)
    .join(" · ");
}
