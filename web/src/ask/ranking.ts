import type { MessageInitShape } from "@bufbuild/protobuf";
import { headKey } from "../data/heads";
import { type FindHeadsRequestSchema, HeadLikeness } from "../gen/attentionviz/v1/explore_service_pb";

export type By = NonNullable<MessageInitShape<typeof FindHeadsRequestSchema>["by"]>;

const likenesses: Record<string, HeadLikeness> = {
  attention: HeadLikeness.ATTENTION,
  profile: HeadLikeness.PROFILE,
  geometry: HeadLikeness.GEOMETRY,
};

/** "like:attention:L1H0" or "figure:induction_score" as FindHeads takes it; undefined for anything else. */
export function rankingOf(by: string): By | undefined {
  const like = /^like:(attention|profile|geometry):L(\d+) ?H(\d+)$/.exec(by);
  if (like) return { case: "like", value: { likeness: likenesses[like[1]], layer: Number(like[2]), head: Number(like[3]) } };
  const figure = /^figure:(\w+)$/.exec(by);
  return figure ? { case: "profile", value: { score: figure[1] } } : undefined;
}

export interface RankedHead {
  layer: number;
  head: number;
  value: number;
  keyRank: number;
}

export const valuesByHead = (heads: RankedHead[]): Map<number, number> => new Map(heads.map((h) => [headKey(h.layer, h.head), h.value]));
