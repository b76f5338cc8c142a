import { useEffect, useMemo, useState } from "react";
import { explore } from "../api/clients";
import { headAt, headText } from "../atlas/headAt";
import { type AtlasState, useAtlas } from "../atlas/useAtlas";
import { coloringsOf } from "../color/all";
import { LegendStrip } from "../color/LegendStrip";
import { byType } from "../color/text";
import { headName } from "../data/heads";
import { mapLabel, mapsOf } from "../data/maps";
import { useCamera } from "../head/useCamera";
import { freshPlace, go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { Choice } from "../ui/Choice";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { ChangeList } from "./ChangeList";
import { ComparedHead, type Pointed } from "./ComparedHead";
import "../styles/head.css";
import "../styles/compare.css";

/** Two atlases side by side: heads by how much they changed, and one head's two maps under one camera. */
export function ComparePage({ jobId, otherId }: { jobId: string; otherId: string }) {
  const place = usePlace();
  const [left, right] = [useAtlas(jobId), useAtlas(otherId)];
  const [camera, setCamera] = useCamera();
  const [pointed, setPointed] = useState<Pointed>();
  const changes = useLoaded(async (signal) => await explore.compareAtlases({ jobId, otherJobId: otherId }, { signal }), [jobId, otherId]);
  const maps = useMemo(() => {
    const theirs = right.atlas ? mapsOf(right.atlas) : [];
    return left.atlas ? mapsOf(left.atlas).filter((m) => theirs.includes(m)) : [];
  }, [left.atlas, right.atlas]);
  const map = maps.includes(place.map) ? place.map : maps[0];
  const first = changes.value?.heads[0];
  const head = place.head || (first ? headText(first) : left.atlas ? headText(left.atlas.heads[0]) : "");
  const colorings = useMemo(() => (left.table ? coloringsOf(left.table).filter((c) => !c.perHead && !c.pictures) : [byType]), [left.table]);
  const coloring = colorings.find((c) => c.id === place.color) ?? colorings[0];
  useEffect(() => {
    document.title = `${left.atlas?.model?.modelId ?? ""} against ${right.atlas?.model?.modelId ?? ""} - AttentionViz`;
  }, [left.atlas, right.atlas]);

  const failed = [left, right].find((s) => s.failure);
  return (
    <main className="atlas compare">
      <div className="row">
        <h1>
          {nameOf(left)} against {nameOf(right)}
        </h1>
        {maps.length > 0 && (
          <Choice label="Map" value={map} options={maps.map((m) => [m, mapLabel(m)])} change={(m) => go({ map: m, at: "" })} />
        )}
        <Choice label="Colour" value={coloring.id} options={colorings.map((c) => [c.id, c.label])} change={(color) => go({ color })} />
        <button onClick={() => go({ at: "" })}>Reset</button>
        <button onClick={() => go({ job: otherId, other: jobId, view: "compare" })}>Swap</button>
      </div>
      <LegendStrip coloring={coloring} table={left.table} />
      {failed?.failure && <FailureNote failure={failed.failure} retry={failed.retry} />}
      <div className="compare-body">
        <section className="compare-list stack" aria-label="Heads, most changed first">
          {changes.failure && !failed && <FailureNote failure={changes.failure} retry={changes.retry} />}
          {changes.loading && <Progress label="Comparing heads" cancel={changes.cancel} />}
          {changes.value && <ChangeList changes={changes.value} head={head} />}
        </section>
        {left.atlas && right.atlas && left.table && right.table && map ? (
          [left, right].map((side, i) => {
            const summary = headAt(side.atlas!, head);
            return (
              <section key={i === 0 ? jobId : otherId} className="compare-side" aria-label={i === 0 ? "From" : "With"}>
                <div className="row">
                  <strong>{nameOf(side)}</strong>
                  <button
                    className="bare"
                    onClick={() => go(freshPlace({ view: "atlas", job: i === 0 ? jobId : otherId, head, map: place.map }))}
                  >
                    Open {summary ? headName(summary) : "atlas"}
                  </button>
                </div>
                {summary?.ready ? (
                  <ComparedHead
                    jobId={i === 0 ? jobId : otherId}
                    atlas={side.atlas!}
                    table={side.table!}
                    head={summary}
                    map={map}
                    coloring={coloring}
                    camera={camera}
                    onCamera={setCamera}
                    pointed={pointed}
                    onPoint={setPointed}
                  />
                ) : (
                  <p className="quiet">This atlas has no {head} that is ready.</p>
                )}
              </section>
            );
          })
        ) : maps.length === 0 && left.atlas && right.atlas ? (
          <p className="quiet">The two jobs have no map of the same method and dimensions. Make one of them anew with the other's maps.</p>
        ) : (
          !failed && <Progress label="Opening both atlases" />
        )}
      </div>
    </main>
  );
}

const nameOf = ({ atlas, followed }: AtlasState) => {
  const labels = Object.entries(atlas?.spec?.labels ?? {}).map(([k, v]) => `${k}=${v}`);
  return atlas ? [atlas.model?.modelId, ...labels, followed.job?.jobId.slice(0, 6)].filter(Boolean).join(" ") : "...";
};
