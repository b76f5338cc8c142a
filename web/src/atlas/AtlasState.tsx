import { JobState, Stage } from "../gen/attentionviz/v1/job_pb";
import { Progress } from "../ui/Progress";
import type { Followed } from "./useJob";

const stages: Record<Stage, string> = {
  [Stage.UNSPECIFIED]: "",
  [Stage.PLANNING]: "Planning",
  [Stage.EXTRACTING]: "Running the model",
  [Stage.PROJECTING]: "Making maps",
};

/** How a job comes on, in one line; nothing once it has succeeded. */
export function AtlasState({ followed }: { followed: Followed }) {
  const { job, state } = followed;
  if (state === JobState.SUCCEEDED) return null;
  if (state === JobState.FAILED)
    return <span role="status">The job failed: {job?.failure?.message} What was made before can be looked at.</span>;
  if (state === JobState.CANCELLED) return <span role="status">The job was cancelled. What was made before can be looked at.</span>;
  const stage = followed.stages.at(-1);
  if (!stage) return <Progress label={state === JobState.QUEUED ? "Queued" : "Opening the atlas"} />;
  const left = stage.remaining ? `, ${Number(stage.remaining.seconds)} s left` : "";
  return <Progress label={`${stages[stage.stage]}${left}`} share={stage.total ? Number(stage.done) / Number(stage.total) : undefined} />;
}
