import { useMemo } from "react";
import { useOwn } from "../ask/own";
import { headKey } from "../data/heads";
import type { Tile } from "../data/load";
import type { MapName } from "../data/maps";
import type { OwnTile } from "./MatrixScene";

const none: OwnTile[] = [];

/** The user's own tokens in every tile that has come; beyond its bounds they stand at its edge. */
export function useOwnTiles(jobId: string, map: MapName, tiles: Map<number, Tile>, turn: number): OwnTile[] {
  const here = useOwn((s) => s.jobId === jobId);
  const heads = useOwn((s) => s.heads);
  return useMemo(() => {
    if (!here || heads.size === 0) return none;
    const placed: OwnTile[] = [];
    for (const tile of tiles.values()) {
      const own = heads.get(headKey(tile.layer, tile.head));
      const positions = own?.maps.get(map);
      if (!own || !positions) continue;
      const points = Uint16Array.from(positions, (v, i) => {
        const d = i % tile.dimensions;
        const [low, high] = [tile.minimum[d], tile.maximum[d]];
        return Math.round(Math.min(1, Math.max(0, (v - low) / (high - low || 1))) * 65535);
      });
      placed.push({ layer: tile.layer, head: tile.head, points, queries: own.queries });
    }
    return placed;
  }, [here, heads, map, tiles, turn]);
}
