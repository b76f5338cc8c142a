import { useCallback, useMemo, useRef, useState } from "react";
import { FoundHeads } from "../ask/FoundHeads";
import { OwnPanel } from "../ask/OwnPanel";
import { useOwn } from "../ask/own";
import type { Search } from "../ask/useSearch";
import { headText } from "../atlas/headAt";
import { type Coloring, slotValues } from "../color/coloring";
import { habitOf, headName } from "../data/heads";
import { type Attention, loadMap } from "../data/load";
import { type MapName, mapLabel, mapSpec } from "../data/maps";
import { isQuery, pointAt, pointsOf } from "../data/points";
import { isImage, sequenceAt, type TokenTable, textAt } from "../data/tokens";
import { ExportMenu } from "../export/ExportMenu";
import { FidelityPanel } from "../fidelity/FidelityPanel";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { SequencePanel } from "../sequence/SequencePanel";
import { go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { HeadMap, type MapHandle } from "./HeadMap";
import { MapTools, readExtras } from "./MapTools";
import { NeighborsPanel } from "./NeighborsPanel";
import { PanelTabs } from "./PanelTabs";
import { PointNote } from "./PointNote";
import { cellsOf, loadPatches } from "./patches";
import { pointsIn, readRegion, regionText } from "./region";
import { SelectionPanel } from "./SelectionPanel";
import { type Token, tokenOf, tokenText } from "./token";
import { useCamera } from "./useCamera";
import { boxOfMap } from "./useHeadScene";
import { useLines } from "./useLines";
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
  const dimensions = mapSpec(map)!.dimensions as 2 | 3;
  const handle = useRef<MapHandle>(null);
  const [camera, setCamera] = useCamera();
  const [tool, setTool] = useState<Tool>("move");
  const [hovered, setHovered] = useState<Token>();
  const [attention, setAttention] = useState<Attention>();
  const extras = readExtras(place.with, image);
  const points = useMemo(() => pointsOf(table, head), [table, head.querySide, head.keySide]);

  const of = `${headText(head)} ${dimensions}`;
  const loaded = useLoaded(
    head.ready
      ? async (signal, progress) => ({ of, positions: await loadMap(jobId, head.layer, head.head, map, signal, progress) })
      : undefined,
    [jobId, of, map, head.ready],
  );
  // A map of another head, or of other dimensions, is never shown under this one's name.
  const positions = loaded.value?.of === of ? loaded.value.positions : undefined;
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
  const states = useStates({ points, table, region: selected, sequence: open, hits: search.active ? search.hits : undefined });
  const weighting = place.weight === "value" ? 2 : 1;
  const lines = useLines(jobId, head, table, points, extras.lines, weighting, open === undefined ? undefined : attention);
  const pictures = useLoaded(coloring.pictures ? (signal, progress) => loadPatches(jobId, table, signal, progress) : undefined, [
    jobId,
    coloring.pictures !== undefined,
  ]);
  const sheet = useMemo(() => (pictures.value ? { ...pictures.value, cells: cellsOf(points) } : undefined), [pictures.value, points]);
  const own = useOwnPoints(jobId, head, map);
  const ownRunning = useOwn((s) => s.jobId === jobId);

  const chosen = open === undefined ? undefined : tokenOf(place.token, table, open);
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
  const pairs = open === undefined ? undefined : wantedPairs(place.pairs, table, open);
  const panel = place.panel || (open !== undefined ? "sequence" : "");

  return (
    <div className={`head ${panel ? "with-panel" : ""}`}>
      <div className="head-main">
        <div className="row">
          <MapTools image={image} tool={tool} onTool={setTool} camera={camera} onCamera={setCamera} />
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
        </div>
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
      <aside className="head-side" aria-label="Beside the map">
        <PanelTabs panel={panel} sequence={open !== undefined} selection={selected?.length ?? 0} own={ownRunning} />
        {panel === "sequence" && open !== undefined && (
          <>
            {pairs && <FoundHeads jobId={jobId} atlas={atlas} pairs={pairs} onHead={openHead} close={() => go({ pairs: "" })} />}
            <SequencePanel
              jobId={jobId}
              atlas={atlas}
              table={table}
              head={head}
              sequence={open}
              hovered={hovered}
              onHover={setHovered}
              selected={chosen}
              onSelect={(token) => token && select(token)}
              onAsk={(asked) => go({ pairs: asked.map((p) => `${offset(p.query, table, open)}-${offset(p.key, table, open)}`).join(",") })}
              onHead={openHead}
              onAttention={setAttention}
              close={() => go({ seq: "", token: "", pairs: "" })}
            />
          </>
        )}
        {panel === "fidelity" && positions && (
          <FidelityPanel jobId={jobId} head={head} map={map} table={table} points={points} positions={positions} />
        )}
        {panel === "near" && (
          <NeighborsPanel jobId={jobId} head={head} map={map} table={table} from={chosen} onHover={setHovered} onSelect={select} />
        )}
        {panel === "selection" && positions && (
          <SelectionPanel
            name={`${atlas.model?.modelId}-${headText(head)}-${map}`}
            table={table}
            points={points}
            positions={positions}
            dimensions={dimensions}
            selected={selected ?? []}
            onHover={setHovered}
            onSelect={select}
            clear={() => go({ area: "", panel: "" })}
          />
        )}
        {panel === "own" && <OwnPanel jobId={jobId} atlas={atlas} head={head} onHead={openHead} />}
      </aside>
    </div>
  );
}

const offset = (row: number, table: TokenTable, sequence: number) => row - Number(table.sequences[sequence].firstRow);

/** "5-8,2-3": query and key, counted over the sequence's rows. */
function wantedPairs(text: string, table: TokenTable, sequence: number) {
  const info = table.sequences[sequence];
  const pairs = [...text.matchAll(/(\d+)-(\d+)/g)]
    .map((m) => ({ queryPosition: Number(m[1]), keyPosition: Number(m[2]) }))
    .filter((p) => p.queryPosition < info.tokens && p.keyPosition < info.tokens);
  if (pairs.length === 0) return undefined;
  const word = (place: number) => textAt(table, Number(info.firstRow) + place);
  return {
    sequenceIndex: Number(info.index),
    pairs,
    label: pairs.map((p) => `${word(p.queryPosition)} → ${word(p.keyPosition)}`).join(", "),
  };
}
