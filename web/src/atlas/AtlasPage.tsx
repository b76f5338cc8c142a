import { lazy, Suspense, useMemo } from "react";
import { useSearch } from "../ask/useSearch";
import { coloringsOf } from "../color/all";
import { LegendStrip } from "../color/LegendStrip";
import { byType } from "../color/text";
import { isUnderWay } from "../data/jobState";
import { mapsOf } from "../data/maps";
import { JobState } from "../gen/attentionviz/v1/job_pb";
import { MatrixPage } from "../matrix/MatrixPage";
import { usePlace } from "../state/place";
import { Boundary } from "../ui/Boundary";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { AtlasBar } from "./AtlasBar";
import { headAt } from "./headAt";
import { JobEnd } from "./JobEnd";
import { JobProgress } from "./JobProgress";
import { NotHere } from "./NotHere";
import { useAtlas } from "./useAtlas";
import { useKeys } from "./useKeys";
import { usePageTitle } from "./usePageTitle";
import "../styles/atlas.css";

const HeadPage = lazy(() => import("../head/HeadPage").then((m) => ({ default: m.HeadPage })));

/** An atlas: all heads, or one with its sequences. */
export function AtlasPage({ jobId }: { jobId: string }) {
  const place = usePlace();
  const state = useAtlas(jobId);
  const { atlas, table } = state;
  const search = useSearch(jobId, table);
  const maps = useMemo(() => (atlas ? mapsOf(atlas) : []), [atlas]);
  const map = maps.includes(place.map) ? place.map : (maps[0] ?? "");
  const colorings = useMemo(() => (table ? coloringsOf(table) : [byType]), [table]);
  const coloring = colorings.find((c) => c.id === place.color) ?? colorings[0];
  const values = useMemo(() => (table && !coloring.perHead ? coloring.values(table) : undefined), [coloring, table]);
  const head = atlas && headAt(atlas, place.head);
  usePageTitle(atlas, head);
  useKeys(atlas, head);

  // What became of a job whose heads are not all there is said above them: it comes with them, not after them.
  const { followed } = state;
  if (!atlas || (followed.state === JobState.UNSPECIFIED && !followed.failure && !atlas.heads.every((h) => h.ready))) {
    return (
      <main className="page stack">
        {state.failure ? <FailureNote failure={state.failure} retry={state.retry} /> : <Progress label="Opening the atlas" />}
      </main>
    );
  }

  const shared = { jobId, atlas, table, map, coloring, values, search };
  return (
    <main className="atlas">
      <AtlasBar {...shared} maps={maps} colorings={colorings} head={head} />
      <div className="atlas-legend row">
        <div className="grow">
          <LegendStrip coloring={coloring} table={table} />
        </div>
        <div className="atlas-progress">
          {isUnderWay(followed.state) ? (
            <JobProgress followed={followed} />
          ) : (
            !table && <Progress label="Tokens" share={state.tokensShare} />
          )}
        </div>
      </div>
      <JobEnd followed={followed} />
      {state.failure && <FailureNote failure={state.failure} retry={state.retry} />}
      <NotHere {...{ atlas, table, maps, map, coloring }} />
      {head ? (
        <Boundary>
          <Suspense fallback={<div className="head" />}>
            <HeadPage {...shared} maps={maps} head={head} />
          </Suspense>
        </Boundary>
      ) : (
        <MatrixPage {...shared} />
      )}
    </main>
  );
}
