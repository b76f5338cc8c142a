import { type Job, JobState, LongSequences } from "../gen/attentionviz/v1/job_pb";
import { counted, grouped } from "../ui/counted";

/** What a person should know before believing the atlas: why the job failed, what it left out, what it cut. */
export function JobNotes({ job }: { job: Job }) {
  const { failure, skippedSequences, truncatedSequences, firstSkipped } = job;
  const most = job.spec?.maxSequenceTokens ?? 0;
  return (
    <>
      {job.state === JobState.FAILED && (
        <div className="failure">
          <strong>{failure?.message || "The job failed and did not say why."}</strong>
          <div className="quiet mono">{[failure?.reason, failure?.unit].filter(Boolean).join(" at ")}</div>
        </div>
      )}
      {truncatedSequences > 0n && (
        <p className="told">
          {counted(truncatedSequences, "sequence")} cut to {grouped(most)} tokens.
        </p>
      )}
      {skippedSequences > 0n && (
        <details className="told">
          <summary>
            {counted(skippedSequences, "sequence")} skipped: unreadable
            {job.spec?.longSequences === LongSequences.SKIP ? " or too long" : ""}
          </summary>
          <ul>
            {firstSkipped.map((skipped) => (
              <li key={String(skipped.index)}>
                {skipped.id || `sequence ${skipped.index}`}: {skipped.reason}
              </li>
            ))}
            {skippedSequences > BigInt(firstSkipped.length) && <li>and {grouped(skippedSequences - BigInt(firstSkipped.length))} more</li>}
          </ul>
        </details>
      )}
    </>
  );
}
