import type { Attention } from "../data/load";
import type { OwnHead } from "./projected";
import type { RankedHead } from "./ranking";

/** Rows of the new tokens. */
export interface RowPair {
  query: number;
  key: number;
}

/** As FindHeads does by example: heads by the geometric mean of the weights of the pairs. Heads that do not see the tokens are left out. */
export function rankOwn(heads: ReadonlyMap<number, OwnHead>, sequence: number, pairs: readonly RowPair[]): RankedHead[] {
  const ranked: RankedHead[] = [];
  for (const { attentions } of heads.values()) {
    const attention = attentions[sequence];
    if (!attention || pairs.length === 0) continue;
    const weights = pairs.map((pair) => weightOf(attention, pair));
    if (weights.some((w) => w === undefined)) continue;
    const value = Math.exp(weights.reduce<number>((sum, w) => sum + Math.log(w!), 0) / weights.length);
    ranked.push({ layer: attention.layer, head: attention.head, value, keyRank: rankOf(attention, pairs[0]) });
  }
  return ranked.sort((a, b) => b.value - a.value || a.layer - b.layer || a.head - b.head);
}

const placeOf = (a: Attention, { query, key }: RowPair) => [query - a.queryRow, key - a.keyRow] as const;

function weightOf(a: Attention, pair: RowPair): number | undefined {
  const [q, k] = placeOf(a, pair);
  return q >= 0 && q < a.queries && k >= 0 && k < a.keys ? a.weights[q * a.keys + k] : undefined;
}

/** Equal weights go by position. */
function rankOf(a: Attention, pair: RowPair): number {
  const [q, k] = placeOf(a, pair);
  const row = a.weights.subarray(q * a.keys, (q + 1) * a.keys);
  return 1 + row.reduce((before, w, i) => before + (w > row[k] || (w === row[k] && i < k) ? 1 : 0), 0);
}
