import { AlignmentMode, DistanceMetric, JobPriority, type JobSpec, LongSequences, UnfitSequences } from "../gen/attentionviz/v1/job_pb";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";
import { grouped } from "../ui/counted";
import { Switch } from "../ui/Switch";
import type { Draft } from "./draft";
import { PickField, Problem, TextField } from "./fields";
import { MapChoice } from "./MapChoice";
import type { Problems } from "./numbers";
import { inTime, secondsOf } from "./words";

const alignments: [AlignmentMode, string][] = [
  [AlignmentMode.TRANSLATE_SCALE, "move and scale"],
  [AlignmentMode.TRANSLATE, "move"],
  [AlignmentMode.BALANCED, "balance covariances"],
  [AlignmentMode.NONE, "none"],
];

/** `filled` is the job as the server would fill it; what is left empty shows what it would be. */
export function Options({
  draft,
  set,
  problems,
  filled,
  limits,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problems: Problems;
  filled?: JobSpec;
  limits: ServerLimits;
}) {
  const number = (label: string, key: keyof Draft, field: string, placeholder: string, hint: string) => (
    <TextField
      label={label}
      value={draft[key] as string}
      change={(value) => set({ [key]: value })}
      placeholder={placeholder}
      hint={hint}
      problem={problems[field]}
      numeric
    />
  );
  const ttl = (d = limits.jobTtl) => inTime(secondsOf(d) ?? 0);
  return (
    <div className="options">
      <MapChoice draft={draft} set={set} problem={problems.maps} />
      {number(
        "Token budget",
        "tokenBudget",
        "token_budget",
        filled?.tokenBudget ? grouped(filled.tokenBudget) : "the server's",
        `tokens drawn a head, up to ${grouped(limits.tokenBudget)}`,
      )}
      <PickField
        label="Alignment"
        value={draft.alignment}
        options={alignments}
        change={(alignment) => set({ alignment })}
        hint="leaves attention as it is"
        problem={problems.alignment}
      />
      <PickField
        label="Metric"
        value={draft.metric}
        options={[
          [DistanceMetric.EUCLIDEAN, "Euclidean"],
          [DistanceMetric.COSINE, "cosine"],
        ]}
        change={(metric) => set({ metric })}
        hint="of t-SNE and UMAP neighbours"
        problem={problems.metric}
      />
      {number("Seed", "seed", "seed", "0", "the same seed, the same maps")}
      {number("Perplexity", "perplexity", "tsne", "30", "of t-SNE; less where points are few")}
      {number("Neighbours", "neighbors", "umap", String(filled?.umap?.neighbors ?? 15), "of UMAP")}
      {number(
        "Longest sequence",
        "maxTokens",
        "max_sequence_tokens",
        filled?.maxSequenceTokens ? grouped(filled.maxSequenceTokens) : "as the model",
        "tokens; text only",
      )}
      <PickField
        label="Longer sequences"
        value={draft.long}
        options={[
          [LongSequences.CUT, "are cut"],
          [LongSequences.SKIP, "are skipped"],
          [LongSequences.FAIL, "stop the job"],
        ]}
        change={(long) => set({ long })}
        problem={problems.long_sequences}
      />
      <PickField
        label="Sequences that do not fit"
        value={draft.unfit}
        options={[
          [UnfitSequences.FAIL, "stop the job"],
          [UnfitSequences.SKIP, "are skipped"],
        ]}
        change={(unfit) => set({ unfit })}
        hint="unreadable, or no tokens"
        problem={problems.unfit_sequences}
      />
      <TextField
        label="Layers"
        value={draft.layers}
        change={(layers) => set({ layers })}
        placeholder="all"
        hint="such as 0-3, 5"
        problem={problems.layers}
      />
      <PickField
        label="Priority"
        value={draft.priority}
        options={[
          [JobPriority.LOW, "low"],
          [JobPriority.NORMAL, "normal"],
          [JobPriority.HIGH, "high"],
        ]}
        change={(priority) => set({ priority })}
        problem={problems.priority}
      />
      {number("Keep for days", "keepDays", "ttl", ttl(), `after it has ended; up to ${ttl(limits.maxJobTtl)}`)}
      <TextField
        label="Labels"
        value={draft.labels}
        change={(labels) => set({ labels })}
        placeholder="none"
        hint="such as team=vision, try=2"
        problem={problems.labels}
      />
      <div className="wide stack">
        <Switch
          label="Keep queries and keys, for attention, neighbours and text of your own"
          on={draft.retain}
          change={(retain) => set({ retain })}
        />
        <Switch
          label="Take layers whose attention could not be reproduced"
          on={draft.unverified}
          change={(unverified) => set({ unverified })}
        />
        <Problem text={problems.retain_vectors ?? problems.allow_unverified} />
      </div>
    </div>
  );
}
