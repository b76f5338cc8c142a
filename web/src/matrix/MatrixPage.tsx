import { lazy, Suspense, useMemo } from "react";
import { useHeadRanking } from "../ask/useHeadRanking";
import type { Search } from "../ask/useSearch";
import { headText } from "../atlas/headAt";
import type { Coloring } from "../color/coloring";
import { headKey, scoreOf } from "../data/heads";
import type { MapName } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { go, usePlace } from "../state/place";
import { FailureNote } from "../ui/FailureNote";
import { MatrixControls } from "./MatrixControls";
import { MatrixView } from "./MatrixView";
import { orderHeads } from "./order";
import { pointsPerHead } from "./pointsPerHead";

interface Props {
  jobId: string;
  atlas: Atlas;
  table?: TokenTable;
  map: MapName;
  coloring: Coloring;
  values?: Uint8Array;
  search: Search;
}

const HeadsMap = lazy(() => import("./HeadsMap").then((m) => ({ default: m.HeadsMap })));
const OwnPanel = lazy(() => import("../ask/OwnPanel").then((m) => ({ default: m.OwnPanel })));

/** Matrix View with what chooses and orders its heads. */
export function MatrixPage({ jobId, atlas, table, map, coloring, values, search }: Props) {
  const { sort, habit, trust, heads: shape, by, panel, points } = usePlace();
  const ranking = useHeadRanking(jobId, sort.startsWith("like:") ? sort : "");
  const heads = useMemo(
    () => orderHeads(atlas.heads, map, { sort, habit, trust }, ranking.values),
    [atlas, map, sort, habit, trust, ranking.values],
  );
  const states = useMemo(() => (search.active ? search.hits?.map((hit) => (hit ? 2 : 1)) : undefined), [search.active, search.hits]);
  const figure = useMemo(() => {
    if (search.active) {
      return (h: HeadSummary) => {
        const found = search.heads.get(headKey(h.layer, h.head));
        return found ? String(found.queries + found.keys) : "";
      };
    }
    if (!sort) return undefined;
    return (h: HeadSummary) => {
      const value = ranking.values ? (ranking.values.get(headKey(h.layer, h.head)) ?? Number.NaN) : scoreOf(h, sort, map);
      return Number.isNaN(value) ? "" : value.toFixed(2);
    };
  }, [search.active, search.heads, sort, map, ranking.values]);
  const open = (h: { layer: number; head: number }) => go({ head: headText(h), at: "", area: "" });
  return (
    <>
      <MatrixControls atlas={atlas} shown={heads.length} />
      {ranking.failure && <FailureNote failure={ranking.failure} retry={ranking.retry} />}
      <Suspense fallback={null}>
        <div className={`matrix-page ${panel === "own" ? "with-panel" : ""}`}>
          {shape === "map" ? (
            <HeadsMap jobId={jobId} heads={heads} map={map} by={by || "profile"} onOpen={open} />
          ) : (
            <MatrixView
              jobId={jobId}
              atlas={atlas}
              table={table}
              map={map}
              coloring={coloring}
              values={values}
              states={states}
              heads={heads}
              sorted={sort !== "" || habit !== "" || trust !== ""}
              figure={figure}
              points={pointsPerHead(points)}
              onOpen={open}
            />
          )}
          {panel === "own" && (
            <OwnPanel
              jobId={jobId}
              atlas={atlas}
              head={undefined}
              onHead={(layer, head) => open({ layer, head })}
              close={() => go({ panel: "" })}
            />
          )}
        </div>
      </Suspense>
    </>
  );
}
