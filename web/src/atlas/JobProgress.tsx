import { JobState, Stage } from "../gen/attentionviz/v1/job_pb";
import { Progress } from "../ui/Progress";
import type { Followed } from "./useJob";

const stages: Record<Stage, string> = {
  [Stage.UNSPECIFIED]: "",
  [Stage.PLANNING]: "Planning",
  [Stage.EXTRACTING]: "Running the model",
  [Stage.PROJECTING]: "Making maps",
};

/** How far a job that runs has come, and the time it has left. */
export function JobProgress({ followed: { state, stages: reached } }: { followed: Followed }) {
  const stage = reached.at(-1);
  if (!stage) return <Progress label={state === JobState.QUEUED ? "Queued" : "Planning"} />;
  const left = stage.remaining ? `, ${Number(stage.remaining.seconds)} s left` : "";
  return <Progress label={`${stages[stage.stage]}${left}`} share={stage.total ? Number(stage.done) / Number(stage.total) : undefined} />;
}
