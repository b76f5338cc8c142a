import { useMemo } from "react";
import { useOwn } from "../ask/own";
import { headKey } from "../data/heads";
import type { MapName } from "../data/maps";
import { pointsOf } from "../data/points";
import { textAt } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";

/** Where the user's own tokens lie in this map of this head, with their words; undefined while there are none. */
export function useOwnPoints(jobId: string, head: HeadSummary, map: MapName) {
  const here = useOwn((s) => s.jobId === jobId);
  const tokens = useOwn((s) => s.tokens);
  const placed = useOwn((s) => s.heads.get(headKey(head.layer, head.head)));
  return useMemo(() => {
    const positions = placed?.maps.get(map);
    if (!here || !tokens || !positions) return undefined;
    const points = pointsOf(tokens, head);
    return { positions, queries: points.queries, texts: Array.from(points.rows, (row) => textAt(tokens, row)) };
  }, [here, tokens, placed, map, head.querySide, head.keySide]);
}
