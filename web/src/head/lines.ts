import type { Attention } from "../data/load";
import { type PointRows, pointAt } from "../data/points";

/** A line of the map: from the point of a query to that of a key. */
export interface MapLine {
  query: number;
  key: number;
  weight: number;
}

/** Weights below this are not drawn. */
export const LEAST_WEIGHT = 0.05;

/** For each query its most attended keys, two by default, where their weight is 0.05 or more. */
export function linesOf(attention: Attention, points: PointRows, most = 2): MapLine[] {
  const lines: MapLine[] = [];
  const { queries, keys, weights } = attention;
  for (let q = 0; q < queries; q++) {
    const row = weights.subarray(q * keys, (q + 1) * keys);
    const best: number[] = [];
    for (let k = 0; k < keys; k++) {
      if (row[k] < LEAST_WEIGHT) continue;
      let at = best.length;
      while (at > 0 && row[best[at - 1]] < row[k]) at--;
      if (at < most) best.splice(at, 0, k);
      if (best.length > most) best.pop();
    }
    const query = pointAt(points, attention.queryRow + q, true);
    for (const k of best) {
      const key = pointAt(points, attention.keyRow + k, false);
      if (query >= 0 && key >= 0) lines.push({ query, key, weight: row[k] });
    }
  }
  return lines;
}
