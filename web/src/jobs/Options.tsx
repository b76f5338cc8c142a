import { AlignmentMode, DistanceMetric, type Job, JobPriority, type JobSpec } from "../gen/attentionviz/v1/job_pb";
import type { ServerLimits } from "../gen/attentionviz/v1/server_service_pb";
import { grouped } from "../ui/counted";
import { Switch } from "../ui/Switch";
import type { Draft } from "./draft";
import { PickField, Problem, TextField } from "./fields";
import { MapChoice } from "./MapChoice";
import type { Problems } from "./numbers";
import { drawnAs } from "./reuse";
import { SampleOptions } from "./SampleOptions";
import { StartFrom } from "./StartFrom";
import type { Starts } from "./useStarts";
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
  reused,
  starts,
}: {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problems: Problems;
  filled?: JobSpec;
  limits: ServerLimits;
  /** The job whose vectors are taken, once it is known. */
  reused?: Job;
  starts: Starts;
}) {
  // Until the job is known its fields stand empty, and cannot be changed either.
  const decided = draft.reuse ? (reused ? drawnAs(reused) : { tokenBudget: "", maxTokens: "" }) : undefined;
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
      <SampleOptions draft={draft} set={set} problems={problems} filled={filled} limits={limits} decided={decided} />
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
      {number("Perplexity", "perplexity", "tsne.perplexity", "30", "of t-SNE; less where points are few")}
      {number("Iterations", "iterations", "tsne.max_iterations", "500", "of t-SNE, at most")}
      {number("Neighbours", "neighbors", "umap.neighbors", String(filled?.umap?.neighbors ?? 15), "of UMAP")}
      {number("Least distance", "minDistance", "umap.min_distance", "0.1", "of UMAP: less packs closer")}
      {number("Epochs", "epochs", "umap.epochs", filled?.umap?.epochs ? grouped(filled.umap.epochs) : "by points", "of UMAP")}
      <TextField
        label="Layers"
        value={draft.layers}
        change={(layers) => set({ layers })}
        placeholder={draft.reuse ? "all of that job" : "all"}
        hint="such as 0-3, 5"
        problem={problems.layers}
      />
      <TextField
        label="Heads"
        value={draft.heads}
        change={(heads) => set({ heads })}
        placeholder={draft.layers.trim() ? "all of these layers" : draft.reuse ? "all of that job" : "all"}
        hint="such as L0 H3, L2 H1; within the layers, where given"
        problem={problems.heads}
      />
      <StartFrom starts={starts} problem={problems.init_from} />
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
        {!draft.reuse && (
          <Switch
            label="Take layers whose attention could not be reproduced"
            on={draft.unverified}
            change={(unverified) => set({ unverified })}
          />
        )}
        <Problem text={problems.retain_vectors ?? problems.allow_unverified} />
      </div>
    </div>
  );
}
