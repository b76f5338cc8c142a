import { mapName } from "../data/maps";
import { type Job, JobState } from "../gen/attentionviz/v1/job_pb";
import { type Draft, freshDraft, guided } from "./draft";

/** Whether other maps can be made of the job's vectors. */
export const keepsVectors = (job: Job): boolean => job.state === JobState.SUCCEEDED && job.spec?.retainVectors !== false;

/** What decides, beside model, corpus and seed, which tokens are drawn. */
export function drawnAs(job: Job): Pick<Draft, "tokenBudget" | "maxTokens" | "unfit" | "long"> {
  const { spec } = job;
  return {
    tokenBudget: spec?.tokenBudget ? String(spec.tokenBudget) : "",
    maxTokens: spec?.maxSequenceTokens ? String(spec.maxSequenceTokens) : "",
    unfit: spec?.unfitSequences || freshDraft.unfit,
    long: spec?.longSequences || freshDraft.long,
  };
}

const typed = (value: number | undefined) => (value === undefined ? "" : String(value));

/** The form set to map the job's vectors anew as they were, to be changed from there. */
export function reusing(job: Job): Partial<Draft> {
  const { spec } = job;
  const weight = spec?.maps.find((map) => map.attentionWeight)?.attentionWeight;
  const names = (spec?.maps ?? []).map((map) => (map.attentionWeight ? guided(map.dimensions) : mapName(map)));
  return {
    reuse: job.jobId,
    initFrom: "",
    // Several weights are one line of the form.
    maps: [...new Set(names)],
    ...(weight ? { weight: String(weight) } : {}),
    alignment: spec?.alignment || freshDraft.alignment,
    metric: spec?.metric || freshDraft.metric,
    seed: spec?.seed ? String(spec.seed) : "",
    perplexity: typed(spec?.tsne?.perplexity),
    iterations: typed(spec?.tsne?.maxIterations),
    neighbors: typed(spec?.umap?.neighbors),
    minDistance: typed(spec?.umap?.minDistance),
    epochs: typed(spec?.umap?.epochs),
    // Empty: all that the job has.
    layers: "",
    heads: "",
    options: true,
  };
}
