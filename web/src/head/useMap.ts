import { useRef } from "react";
import { headText } from "../atlas/headAt";
import { loadMap } from "../data/load";
import { type MapName, mapSpec } from "../data/maps";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { useLoaded } from "../state/useLoaded";

/** The points of a head in a map. Those of the map before stay while the next is on its way, and are there again should it not come. */
export function useMap(jobId: string, head: HeadSummary, map: MapName) {
  const dimensions = mapSpec(map)!.dimensions as 2 | 3;
  const of = `${jobId} ${headText(head)} ${dimensions}`;
  const loaded = useLoaded(
    head.ready
      ? async (signal, progress) => ({ of, map, positions: await loadMap(jobId, head.layer, head.head, map, signal, progress) })
      : undefined,
    [of, map, head.ready],
  );
  const last = useRef(loaded.value);
  last.current = loaded.value ?? last.current;
  const shown = loaded.value ?? (last.current?.map === map ? last.current : undefined);
  // A map of another head, or of other dimensions, is never shown under this one's name.
  return { ...loaded, dimensions, positions: shown?.of === of ? shown.positions : undefined };
}
