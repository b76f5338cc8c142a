import { create } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { type MapName, mapSpec } from "../data/maps";
import { type JobSpec, JobSpecSchema, type MapSpec } from "../gen/attentionviz/v1/job_pb";
import { type Draft, guided } from "./draft";
import { headsOf, labelsOf, layersOf } from "./lists";
import { numberIn, type Problems } from "./numbers";

export interface Read {
  spec: JobSpec;
  /** What cannot be read, by the field of JobSpec as problemsOf names it. */
  problems: Problems;
}

/** The job that the form stands for; without its corpus. What an earlier job decides is left to the server to fill. */
export function specOf(draft: Draft): Read {
  const problems: Problems = {};
  const number = (field: string, text: string, real = false) => numberIn(text, field, problems, real);
  const tsne = {
    perplexity: number("tsne.perplexity", draft.perplexity, true),
    maxIterations: number("tsne.max_iterations", draft.iterations),
  };
  const umap = {
    neighbors: number("umap.neighbors", draft.neighbors),
    minDistance: number("umap.min_distance", draft.minDistance, true),
    epochs: number("umap.epochs", draft.epochs),
  };
  const days = number("ttl", draft.keepDays, true);
  const layers = layersOf(draft.layers, problems);
  if (draft.maps.length === 0) problems.maps = "choose one map at least";
  const spec = create(JobSpecSchema, {
    ...(draft.reuse ? { reuseVectorsOf: draft.reuse } : extracted(draft, problems)),
    initFrom: draft.initFrom,
    maps: mapsOf(draft, problems),
    alignment: draft.alignment,
    metric: draft.metric,
    seed: seedOf(draft.seed, problems),
    layers,
    heads: headsOf(draft.heads, layers, problems),
    priority: draft.priority,
    retainVectors: draft.retain,
    labels: labelsOf(draft.labels, problems),
    ...(given(tsne) ? { tsne } : {}),
    ...(given(umap) ? { umap } : {}),
    ...(days === undefined ? {} : { ttl: durationFromMs(Math.round(days * 86_400_000)) }),
  });
  return { spec, problems };
}

/** What only matters where a model runs. */
const extracted = (draft: Draft, problems: Problems) => ({
  modelId: draft.model,
  tokenBudget: numberIn(draft.tokenBudget, "token_budget", problems),
  maxSequenceTokens: numberIn(draft.maxTokens, "max_sequence_tokens", problems) ?? 0,
  unfitSequences: draft.unfit,
  longSequences: draft.long,
  allowUnverified: draft.unverified,
});

/** Whether anything is; the server fills in the rest. */
const given = (numbers: object): boolean => Object.values(numbers).some((value) => value !== undefined);

function mapsOf(draft: Draft, problems: Problems): MapSpec[] {
  const weight = draft.weight.trim();
  const wants = (name: MapName) => name.startsWith("guided");
  const value = Number(weight);
  if (draft.maps.some(wants) && !(weight !== "" && value > 0 && value <= 1))
    problems.maps = "the attention weight is a number above 0, up to 1";
  return draft.maps.flatMap((name) => {
    const dimensions = [2, 3].find((d) => name === guided(d));
    const spec = mapSpec(dimensions ? `tsne${dimensions}` : name);
    if (!spec) return [];
    if (dimensions) spec.attentionWeight = value;
    return [spec];
  });
}

function seedOf(text: string, problems: Problems): bigint {
  const digits = text.trim();
  if (digits === "") return 0n;
  if (/^\d{1,20}$/.test(digits) && BigInt(digits) < 2n ** 64n) return BigInt(digits);
  problems.seed = "is a whole number from 0 to 18446744073709551615";
  return 0n;
}
