import type { Weights } from "./weights";

export interface Strongest {
  /** Places in `values` of the weights that are drawn, weakest first: the strongest lie on top. */
  places: Int32Array;
  /** Weights above 0, drawn or not. */
  all: number;
}

/** The `most` greatest weights. */
export function strongest({ values }: Weights, most: number): Strongest {
  const positive = values.filter((v) => v > 0);
  const all = positive.length;
  const count = Math.min(most, all);
  const least = count > 0 ? positive.sort()[all - count] : Number.POSITIVE_INFINITY;
  // Of those that tie with the least, the first ones fill what room is left.
  let ties = count;
  for (const v of positive) if (v > least) ties--;
  const places = new Int32Array(count);
  let next = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > least || (values[i] === least && ties-- > 0)) places[next++] = i;
  return { places: places.sort((a, b) => values[a] - values[b]), all };
}
