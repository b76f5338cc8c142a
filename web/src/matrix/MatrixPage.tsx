import { useMemo } from "react";
import type { Search } from "../ask/useSearch";
import { headText } from "../atlas/headAt";
import type { Coloring } from "../color/coloring";
import { headKey, scoreOf } from "../data/heads";
import type { MapName } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { go, usePlace } from "../state/place";
import { MatrixView } from "./MatrixView";
import { orderHeads } from "./order";

interface Props {
  jobId: string;
  atlas: Atlas;
  table?: TokenTable;
  map: MapName;
  coloring: Coloring;
  values?: Uint8Array;
  search: Search;
}

/** Matrix View with what chooses and orders its heads. */
export function MatrixPage({ jobId, atlas, table, map, coloring, values, search }: Props) {
  const place = usePlace();
  const heads = useMemo(() => orderHeads(atlas.heads, map, place), [atlas, map, place.sort, place.habit, place.trust]);
  const states = useMemo(() => search.active && search.hits && search.hits.map((hit) => (hit ? 2 : 1)), [search.active, search.hits]);
  const figure = useMemo(() => {
    if (search.active) {
      return (h: HeadSummary) => {
        const found = search.heads.get(headKey(h.layer, h.head));
        return found ? String(found.queries + found.keys) : "";
      };
    }
    if (!place.sort) return undefined;
    return (h: HeadSummary) => {
      const value = scoreOf(h, place.sort, map);
      return Number.isNaN(value) ? "" : value.toFixed(2);
    };
  }, [search.active, search.heads, place.sort, map]);
  return (
    <MatrixView
      jobId={jobId}
      atlas={atlas}
      table={table}
      map={map}
      coloring={coloring}
      values={values}
      states={states || undefined}
      heads={heads}
      sorted={place.sort !== "" || place.habit !== "" || place.trust !== ""}
      figure={figure}
      points={2000}
      onOpen={(h) => go({ head: headText(h), at: "" })}
    />
  );
}
