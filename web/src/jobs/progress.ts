import { clone } from "@bufbuild/protobuf";
import { isFinal } from "../data/jobState";
import { type Job, JobSchema, JobState, Stage, type StageProgress, StageProgressSchema } from "../gen/attentionviz/v1/job_pb";
import type { WatchJobResponse } from "../gen/attentionviz/v1/job_service_pb";

export const stageOf = (job: Job, stage: Stage): StageProgress | undefined => job.stages.find((s) => s.stage === stage);

/** Whether there is an atlas to look at: some head at least. */
export function opens(job: Job): boolean {
  if (job.state === JobState.SUCCEEDED) return true;
  return job.state === JobState.PROJECTING && (stageOf(job, Stage.PROJECTING)?.done ?? 0n) > 0n;
}

/**
 * The job after a message of its watch. A watch that is taken up again sends a snapshot and then what came before it, too: that
 * must not turn the job back.
 */
export function advanced(job: Job, message: WatchJobResponse): Job {
  const { event, sequence } = message;
  if (event.case === "snapshot") return event.value;
  if (event.case === undefined || sequence <= job.lastSequence) return job;
  const next = clone(JobSchema, job);
  next.lastSequence = sequence;
  if (event.case === "progress") return withStage(next, event.value);
  if (event.case === "stateChange") {
    next.state = event.value.state;
    next.failure = event.value.failure;
  }
  if (event.case === "headReady") {
    const known = stageOf(next, Stage.PROJECTING);
    if (!known?.done) withStage(next, { ...(known ?? blank()), done: 1n });
  }
  return next;
}

const blank = (): StageProgress =>
  clone(StageProgressSchema, { $typeName: "attentionviz.v1.StageProgress", stage: Stage.PROJECTING, done: 0n, total: 0n, rate: 0 });

function withStage(job: Job, progress: StageProgress): Job {
  job.stages = [...job.stages.filter((s) => s.stage !== progress.stage), progress].sort((a, b) => a.stage - b.stage);
  return job;
}

/** 0..1; undefined while the total is not known. A job that has ended says how far it came. */
export function shareOf(job: Job, stage: Stage): number | undefined {
  const progress = stageOf(job, stage);
  if (!progress) return job.stages.some((s) => s.stage > stage) ? 1 : 0;
  if (progress.total > 0n) return Math.min(1, Number(progress.done) / Number(progress.total));
  return isFinal(job.state) ? 0 : undefined;
}
