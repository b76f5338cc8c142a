import { floatsOf } from "../api/tensor";
import type { Attention } from "../data/load";
import { type MapName, mapName } from "../data/maps";
import type { HeadAttention } from "../gen/attentionviz/v1/atlas_service_pb";
import type { ProjectedHead } from "../gen/attentionviz/v1/explore_service_pb";

/** New tokens in one head. */
export interface OwnHead {
  queries: number;
  keys: number;
  /** [queries + keys, dimensions]: queries, then keys, in the map's own coordinates. */
  maps: Map<MapName, Float32Array>;
  /** Of the first sequence; undefined where the layer's weights cannot be told. */
  attention?: Attention;
  /** One for each sequence, or none. */
  attentions: Attention[];
}

export function ownHeadOf(head: ProjectedHead): OwnHead {
  const attentions = head.attention.map(attentionOf);
  return {
    queries: Number(head.queries),
    keys: Number(head.keys),
    maps: new Map(head.maps.map(({ map, points }) => [mapName(map!), floatsOf(points)])),
    attention: attentions[0],
    attentions,
  };
}

const attentionOf = ({ layer, head, weights, queryRow, keyRow }: HeadAttention): Attention => ({
  layer,
  head,
  queries: Number(weights?.shape[0] ?? 0),
  keys: Number(weights?.shape[1] ?? 0),
  weights: floatsOf(weights),
  queryRow: Number(queryRow),
  keyRow: Number(keyRow),
});
