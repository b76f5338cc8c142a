import type { MapName } from "../data/maps";
import { AlignmentMode, DistanceMetric, JobPriority, LongSequences, UnfitSequences } from "../gen/attentionviz/v1/job_pb";

export type Source = "paste" | "file" | "server";

/** What stands in the form, as typed. Numbers that are left empty are for the server to fill. */
export interface Draft {
  /** The earlier job whose vectors are taken, instead of a model and a corpus. */
  reuse: string;
  model: string;
  source: Source;
  text: string;
  name: string;
  /** The corpus that a file of this form has become. */
  uploadedId: string;
  /** One that the server had. */
  corpusId: string;
  maps: MapName[];
  weight: string;
  tokenBudget: string;
  alignment: AlignmentMode;
  metric: DistanceMetric;
  seed: string;
  perplexity: string;
  iterations: string;
  neighbors: string;
  minDistance: string;
  epochs: string;
  maxTokens: string;
  unfit: UnfitSequences;
  long: LongSequences;
  layers: string;
  heads: string;
  /** The earlier job that maps start from. */
  initFrom: string;
  priority: JobPriority;
  retain: boolean;
  unverified: boolean;
  keepDays: string;
  labels: string;
  /** Folds of the form that are open. */
  options: boolean;
  estimate: boolean;
}

/** Stands for the weight that is typed beside it. */
export const guided = (dimensions: number): MapName => `guided${dimensions}`;

/** The choices that the contract says a server makes. */
export const freshDraft: Draft = {
  reuse: "",
  model: "",
  source: "paste",
  text: "",
  name: "",
  uploadedId: "",
  corpusId: "",
  maps: ["tsne2", "umap2", "pca2"],
  weight: "0.45",
  tokenBudget: "",
  alignment: AlignmentMode.TRANSLATE_SCALE,
  metric: DistanceMetric.EUCLIDEAN,
  seed: "",
  perplexity: "",
  iterations: "",
  neighbors: "",
  minDistance: "",
  epochs: "",
  maxTokens: "",
  unfit: UnfitSequences.FAIL,
  long: LongSequences.CUT,
  layers: "",
  heads: "",
  initFrom: "",
  priority: JobPriority.NORMAL,
  retain: true,
  unverified: false,
  keepDays: "",
  labels: "",
  options: false,
  estimate: false,
};

const place = "attentionviz-new-job";

export function keptDraft(): Draft {
  try {
    return { ...freshDraft, ...JSON.parse(sessionStorage.getItem(place) ?? "{}") };
  } catch {
    return freshDraft;
  }
}

/** A text too large for the tab's store is kept without its text. */
export function keepDraft(draft: Draft): void {
  for (const kept of [draft, { ...draft, text: "" }]) {
    try {
      sessionStorage.setItem(place, JSON.stringify(kept));
      return;
    } catch {}
  }
}
