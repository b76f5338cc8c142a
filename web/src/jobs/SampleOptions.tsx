import { type JobSpec, LongSequences, UnfitSequences } from "../gen/attentionviz/v1/job_pb";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";
import { grouped } from "../ui/counted";
import type { Draft } from "./draft";
import { PickField, TextField } from "./fields";
import type { Problems } from "./numbers";

/** What decides which tokens are drawn. `decided`: an earlier job did, and this says how. */
export function SampleOptions({
  draft,
  set,
  problems,
  filled,
  limits,
  decided,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problems: Problems;
  filled?: JobSpec;
  limits: ServerLimits;
  decided?: Partial<Draft>;
}) {
  const shown = { ...draft, ...decided };
  const disabled = decided !== undefined;
  return (
    <>
      <TextField
        label="Token budget"
        value={shown.tokenBudget}
        change={(tokenBudget) => set({ tokenBudget })}
        placeholder={grouped(filled?.tokenBudget || limits.defaultTokenBudget)}
        hint={decided ? "as in the earlier job" : `tokens drawn a head, up to ${grouped(limits.tokenBudget)}`}
        problem={problems.token_budget}
        disabled={disabled}
        numeric
      />
      <TextField
        label="Longest sequence"
        value={shown.maxTokens}
        change={(maxTokens) => set({ maxTokens })}
        placeholder={filled?.maxSequenceTokens ? grouped(filled.maxSequenceTokens) : "as the model"}
        hint={decided ? "as in the earlier job" : "tokens; text only"}
        problem={problems.max_sequence_tokens}
        disabled={disabled}
        numeric
      />
      <PickField
        label="Longer sequences"
        value={shown.long}
        options={[
          [LongSequences.CUT, "are cut"],
          [LongSequences.SKIP, "are skipped"],
          [LongSequences.FAIL, "stop the job"],
        ]}
        change={(long) => set({ long })}
        problem={problems.long_sequences}
        disabled={disabled}
      />
      <PickField
        label="Sequences that do not fit"
        value={shown.unfit}
        options={[
          [UnfitSequences.FAIL, "stop the job"],
          [UnfitSequences.SKIP, "are skipped"],
        ]}
        change={(unfit) => set({ unfit })}
        hint="unreadable, or no tokens"
        problem={problems.unfit_sequences}
        disabled={disabled}
      />
    </>
  );
}
