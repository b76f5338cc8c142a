import type { Side, Sides, Token } from "./sides";
import { renormalised, type Weights } from "./weights";

const placesOf = (side: Side, query: boolean, hidden: (token: Token) => boolean) =>
  new Set(side.texts.map((_, i) => i).filter((i) => hidden({ row: side.firstRow + i, query })));

/** The weights once hidden tokens are left out. */
export function withoutHidden(weights: Weights, { queries, keys }: Sides, hidden: (token: Token) => boolean): Weights {
  return renormalised(weights, placesOf(queries, true, hidden), placesOf(keys, false, hidden));
}
