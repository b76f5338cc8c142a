import { habitOf, headKey, scoreOf, trustOf } from "../data/heads";
import type { MapName } from "../data/maps";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";

export interface Wanted {
  /** "" = as in the model; a figure of data/heads scoreOf; "like:..." and "found" come with `ranking`. */
  sort: string;
  /** Score of a habit; "" = every head. */
  habit: string;
  /** "" | "trusted" (not low) | "doubtful" (low). */
  trust: string;
}

/** Heads that are wanted, in the order wanted. Heads without a figure come last. */
export function orderHeads(heads: HeadSummary[], map: MapName, wanted: Wanted, ranking?: Map<number, number>): HeadSummary[] {
  const kept = heads.filter((h) => {
    if (wanted.habit && habitOf(h)?.score !== wanted.habit) return false;
    const trust = trustOf(h, map);
    if (wanted.trust === "trusted") return trust === "high" || trust === "middling";
    return wanted.trust !== "doubtful" || trust === "low";
  });
  if (!wanted.sort) return kept;
  const value = (h: HeadSummary) => (ranking ? ranking.get(headKey(h.layer, h.head)) : scoreOf(h, wanted.sort, map)) ?? Number.NaN;
  const values = new Map(kept.map((h) => [h, value(h)]));
  // Most first; of correlations of dot product and distance -1 is best.
  const sign = wanted.sort === "correlation" ? -1 : 1;
  return [...kept].sort((a, b) => {
    const [x, y] = [values.get(a)!, values.get(b)!];
    return Number.isNaN(x) === Number.isNaN(y) ? sign * (y - x) || 0 : Number.isNaN(x) ? 1 : -1;
  });
}
