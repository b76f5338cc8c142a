import { create } from "@bufbuild/protobuf";
import { durationFromMs } from "@bufbuild/protobuf/wkt";
import { type MapName, mapSpec } from "../data/maps";
import { type JobSpec, JobSpecSchema, type MapSpec } from "../gen/attentionviz/v1/job_pb";
import { type Draft, guided } from "./draft";
import { labelsOf, layersOf } from "./lists";
import { numberIn, type Problems } from "./numbers";

export interface Read {
  spec: JobSpec;
  /** What cannot be read, by the field of JobSpec as problemsOf names it. */
  problems: Problems;
}

/** The job that the form stands for; without its corpus. */
export function specOf(draft: Draft): Read {
  const problems: Problems = {};
  const number = (field: string, text: string, real = false) => numberIn(text, field, problems, real);
  const perplexity = number("tsne", draft.perplexity, true);
  const neighbors = number("umap", draft.neighbors);
  const days = number("ttl", draft.keepDays, true);
  if (draft.maps.length === 0) problems.maps = "choose one map at least";
  const spec = create(JobSpecSchema, {
    modelId: draft.model,
    maps: mapsOf(draft, problems),
    tokenBudget: number("token_budget", draft.tokenBudget),
    alignment: draft.alignment,
    metric: draft.metric,
    seed: seedOf(draft.seed, problems),
    maxSequenceTokens: number("max_sequence_tokens", draft.maxTokens) ?? 0,
    unfitSequences: draft.unfit,
    longSequences: draft.long,
    layers: layersOf(draft.layers, problems),
    priority: draft.priority,
    retainVectors: draft.retain,
    allowUnverified: draft.unverified,
    labels: labelsOf(draft.labels, problems),
    ...(perplexity === undefined ? {} : { tsne: { perplexity } }),
    ...(neighbors === undefined ? {} : { umap: { neighbors } }),
    ...(days === undefined ? {} : { ttl: durationFromMs(Math.round(days * 86_400_000)) }),
  });
  return { spec, problems };
}

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
