import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";

/** "L1H2" as addresses have it. */
export const headText = (head: { layer: number; head: number }): string => `L${head.layer}H${head.head}`;

/** The head that an address names; undefined where the atlas has none such. */
export function headAt(atlas: Atlas, text: string): HeadSummary | undefined {
  return text ? atlas.heads.find((h) => headText(h) === text) : undefined;
}

/** The head one step away in the grid of layers and heads; undefined at its edge. */
export function neighbour(atlas: Atlas, from: { layer: number; head: number }, layers: number, heads: number): HeadSummary | undefined {
  return atlas.heads.find((h) => h.layer === from.layer + layers && h.head === from.head + heads && h.ready);
}
