import { useCallback, useMemo, useRef, useState } from "react";
import type { Search } from "../ask/useSearch";
import { headText } from "../atlas/headAt";
import { type Coloring, slotValues } from "../color/coloring";
import { habitOf, headName } from "../data/heads";
import type { Attention } from "../data/load";
import { type MapName, mapLabel } from "../data/maps";
import { isQuery, pointAt, pointsOf } from "../data/points";
import { isImage, sequenceAt, type TokenTable, textAt } from "../data/tokens";
import { ExportMenu } from "../export/ExportMenu";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { HeadMap, type MapHandle } from "./HeadMap";
import { HeadSide } from "./HeadSide";
import { MapTools, readExtras } from "./MapTools";
import { PointNote } from "./PointNote";
import { cellsOf, loadPatches } from "./patches";
import { pointsIn, readRegion, regionText } from "./region";
import { type Token, tokenOf, tokenText } from "./token";
import { useCamera } from "./useCamera";
import { boxOfMap } from "./useHeadScene";
import { useLines } from "./useLines";
import { useMap } from "./useMap";
import { readNeighborWish, useNeighbors } from "./useNeighbors";
import { useNorms } from "./useNorms";
import { useOwnPoints } from "./useOwnPoints";
import type { Tool } from "./usePointer";
import { useStates } from "./useStates";
import "../styles/head.css";

interface Props {
  jobId: string;
  atlas: Atlas;
  table?: TokenTable;
  map: MapName;
  maps: MapName[];
  coloring: Coloring;
  values?: Uint8Array;
  search: Search;
  head: HeadSummary;
}

/** Single View, once its tokens are there. */
export function HeadPage({ table, ...props }: Props) {
  return table ? <Head table={table} {...props} /> : <div className="head" />;
}

function Head({ jobId, atlas, table, map, coloring, values, search, head }: Props & { table: TokenTable }) {
  const place = usePlace();
  const image = isImage(table);
  const handle = useRef<MapHandle>(null);
  const [camera, setCamera] = useCamera();
  const [tool, setTool] = useState<Tool>("move");
  const [hovered, setHovered] = useState<Token>();
  const [attention, setAttention] = useState<Attention>();
  const extras = readExtras(place.with, image);
  const points = useMemo(() => pointsOf(table, head), [table, head.querySide, head.keySide]);

  const loaded = useMap(jobId, head, map);
  const { positions, dimensions } = loaded;
  const bounds = useMemo(() => positions && boxOfMap(positions, dimensions), [positions, dimensions]);

  const norms = useNorms(jobId, head, coloring.perHead === true || extras.sizes);
  const pointValues = useMemo(
    () => (coloring.perHead ? (norms.values ?? new Uint8Array(points.rows.length).fill(255)) : slotValues(values!, points)),
    [coloring, norms.values, values, points],
  );
  const sequence = place.seq === "" ? undefined : sequenceAt(table, Number(place.seq));
  const open = sequence !== undefined && sequence >= 0 ? sequence : undefined;
  const region = useMemo(() => (place.area ? readRegion(place.area) : undefined), [place.area]);
  const selected = useMemo(
    () => (region && positions && bounds ? pointsIn(region, positions, bounds) : undefined),
    [region, positions, bounds],
  );
  const chosen = open === undefined ? undefined : tokenOf(place.token, table, open);
  const panel = place.panel || (open !== undefined ? "sequence" : "");
  const near = readNeighborWish(place.near);
  const neighbors = useNeighbors(jobId, head, map, panel === "near" ? chosen : undefined, near);
  const nearest = useMemo(
    () => (chosen && neighbors.value ? [chosen, ...neighbors.value.map((n) => n.token)] : undefined),
    [chosen?.row, chosen?.query, neighbors.value],
  );
  const states = useStates({
    points,
    table,
    region: selected,
    near: nearest,
    sequence: open,
    hits: search.active ? search.hits : undefined,
  });
  const weighting = place.weight === "value" ? 2 : 1;
  const lines = useLines(jobId, head, table, points, extras.lines, weighting, open === undefined ? undefined : attention);
  const pictures = useLoaded(coloring.pictures ? (signal, progress) => loadPatches(jobId, table, signal, progress) : undefined, [
    jobId,
    coloring.pictures !== undefined,
  ]);
  const sheet = useMemo(() => (pictures.value ? { ...pictures.value, cells: cellsOf(points) } : undefined), [pictures.value, points]);
  const own = useOwnPoints(jobId, head, map);

  const select = useCallback(
    (token: Token | undefined) => {
      if (!token) return go({ seq: "", token: "", pairs: "" });
      const s = table.sequences[table.sequenceOf[token.row]];
      go({ seq: String(s.index), token: tokenText(token, table), panel: place.panel === "near" ? "near" : "" });
    },
    [table, place.panel],
  );
  const point = (token: Token | undefined) => (token ? pointAt(points, token.row, token.query) : -1);
  const tokenAt = (p: number): Token => ({ row: points.rows[p], query: isQuery(points, p) });
  const text = useCallback((p: number) => textAt(table, points.rows[p]), [table, points]);
  const marked = useMemo(() => [point(hovered), point(chosen)].filter((p) => p >= 0), [hovered, place.token, open, points]);
  const openHead = (layer: number, number: number) => go({ head: headText({ layer, head: number }) });

  return (
    <div className={`head ${panel ? "with-panel" : ""}`}>
      <div className="head-main">
        <MapTools image={image} tool={tool} onTool={setTool} camera={camera} onCamera={setCamera}>
          <ExportMenu
            handle={handle}
            name={`${atlas.model?.modelId}-${headText(head)}-${map}`}
            data={
              positions && {
                jobId,
                atlas,
                table,
                head,
                map,
                points,
                positions,
                dimensions,
                coloring,
                values: pointValues,
                states,
                lines: lines.lines,
              }
            }
          />
        </MapTools>
        <div className="head-state">
          {loaded.failure && <FailureNote failure={loaded.failure} retry={loaded.retry} />}
          {norms.failure && <FailureNote failure={norms.failure} retry={norms.retry} />}
          {lines.failure && <FailureNote failure={lines.failure} retry={lines.retry} />}
          {pictures.failure && <FailureNote failure={pictures.failure} retry={pictures.retry} />}
          {!positions && loaded.loading && <Progress label="Map" share={loaded.progress} cancel={loaded.cancel} />}
          {lines.progress !== undefined && <Progress label="Lines" share={lines.progress} cancel={lines.cancel} />}
          {pictures.loading && <Progress label="Patches" share={pictures.progress} cancel={pictures.cancel} />}
        </div>
        {positions ? (
          <HeadMap
            ref={handle}
            drawn={{
              positions,
              dimensions,
              queries: points.queries,
              coloring: coloring.pictures && !sheet ? { ...coloring, pictures: undefined } : coloring,
              values: pointValues,
              states,
              sizes: extras.sizes ? norms.values : undefined,
              lines: lines.lines,
              own,
              pictures: coloring.pictures ? sheet : undefined,
            }}
            label={`${mapLabel(map)} map of ${headName(head)}: ${points.queries} queries and ${points.rows.length - points.queries} keys. ${habitOf(head)?.says ?? ""}`}
            text={text}
            camera={camera}
            onCamera={setCamera}
            tool={tool}
            labels={extras.labels}
            contours={extras.contours}
            marked={marked}
            hovered={point(hovered) >= 0 ? point(hovered) : undefined}
            onHover={(p) => setHovered(p === undefined ? undefined : tokenAt(p))}
            onSelect={(p) => select(p === undefined ? undefined : tokenAt(p))}
            onRegion={(polygon, aspect) => go({ area: regionText({ camera, aspect, polygon }), panel: "selection" })}
            ownTexts={own?.texts}
            tooltip={(p) => <PointNote table={table} points={points} point={p} coloring={coloring} norms={norms.norms} />}
          />
        ) : (
          <div className="head-map">
            {!head.ready && <p className="quiet head-wait">The maps of this head are not made yet; they appear here when they are.</p>}
          </div>
        )}
      </div>
      <HeadSide
        {...{ jobId, atlas, table, map, head, points, positions, dimensions, panel, hovered, chosen, select, openHead, near, neighbors }}
        sequence={open}
        selected={selected ?? []}
        onHover={setHovered}
        onAttention={setAttention}
      />
    </div>
  );
}
