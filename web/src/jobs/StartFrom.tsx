import { PickField } from "./fields";
import { choiceLabel, shortId } from "./jobWords";
import type { Starts } from "./useStarts";

/** Which earlier job's maps to start from. One that does not fit any more stays to be seen, so that it can be let go of. */
export function StartFrom({ starts, problem }: { starts: Starts; problem?: string }) {
  const { chosen, jobs } = starts;
  const stray: [string, string][] = chosen && !jobs.some((job) => job.jobId === chosen) ? [[chosen, `job ${shortId(chosen)}`]] : [];
  return (
    <PickField
      label="Start maps from"
      value={chosen}
      options={[["", "no earlier job"], ...stray, ...jobs.map((job): [string, string] => [job.jobId, choiceLabel(job)])]}
      change={starts.choose}
      hint={starts.hint}
      problem={problem ?? starts.problem}
    />
  );
}
