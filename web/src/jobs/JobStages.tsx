import { isFinal } from "../data/jobState";
import { type Job, JobState, Stage } from "../gen/attentionviz/v1/job_pb";
import { counted, grouped } from "../ui/counted";
import { shortId } from "./jobWords";
import { shareOf, stageOf } from "./progress";
import { inRate, inTime, secondsOf, stages } from "./words";

type StageText = (typeof stages)[number];

/** A line a stage from the first moment on, so that nothing moves when the next begins. */
export function JobStages({ job }: { job: Job }) {
  return (
    <div className="stages">
      {stages.map((text) => (
        <div key={text.stage} title={text.says}>
          <span>{text.label}</span>
          <progress max={1} aria-label={text.label} {...shown(shareOf(job, text.stage))} />
          <span className="quiet said">{said(job, text)}</span>
        </div>
      ))}
    </div>
  );
}

const shown = (share: number | undefined) => (share === undefined ? {} : { value: share });

function said(job: Job, { stage, unit }: StageText): string {
  const progress = stageOf(job, stage);
  if (!progress) {
    const { reuseVectorsOf = "" } = job.spec ?? {};
    if (reuseVectorsOf && stage === Stage.EXTRACTING) return `none: vectors of ${shortId(reuseVectorsOf)}`;
    return job.state === JobState.QUEUED && stage === Stage.PLANNING ? "waits for a worker" : "";
  }
  const { done, total, rate } = progress;
  if (total > 0n && done >= total) return `${counted(total, unit)} in ${inTime(secondsOf(progress.elapsed) ?? 0)}`;
  const count = total > 0n ? `${grouped(done)} of ${counted(total, unit)}` : counted(done, unit);
  if (isFinal(job.state)) return `${count}, then stopped`;
  const remaining = secondsOf(progress.remaining);
  return [count, rate > 0 ? `${inRate(rate)}/s` : "", remaining === undefined ? "" : `${inTime(remaining)} left`]
    .filter(Boolean)
    .join(", ");
}
