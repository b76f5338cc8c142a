import { useMemo, useState } from "react";
import { coloringsOf } from "../color/all";
import { slotValues } from "../color/coloring";
import { LegendStrip } from "../color/LegendStrip";
import { habitOf, headName } from "../data/heads";
import { type MapName, mapLabel, mapSpec, summaryOf } from "../data/maps";
import { isQuery, pointAt, pointsOf } from "../data/points";
import { type TokenTable, textAt } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { homeCamera } from "../gl/camera";
import { HeadMap } from "../head/HeadMap";
import { linesOf } from "../head/lines";
import { PointNote } from "../head/PointNote";
import { useStates } from "../head/useStates";
import { AttentionColumns } from "../sequence/AttentionColumns";
import { sidesOf, type Token } from "../sequence/sides";
import { Choice } from "../ui/Choice";
import { Switch } from "../ui/Switch";
import { setTheme, useTheme } from "../ui/theme";
import { attentionOf } from "./attention";

interface Props {
  title: string;
  head: HeadSummary;
  table: TokenTable;
  map: MapName;
  positions: Float32Array;
  vectors: Float32Array[];
  color: string;
}

/** One head by itself: its map, search in it, and the attention of the sequence that is clicked. */
export function OfflinePage({ title, head, table, map, positions, vectors, color }: Props) {
  const theme = useTheme();
  const [camera, setCamera] = useState(homeCamera);
  const [labels, setLabels] = useState(true);
  const [search, setSearch] = useState("");
  const [hovered, setHovered] = useState<Token>();
  const [chosen, setChosen] = useState<Token>();
  // Norms and pictures are not in the page.
  const colorings = useMemo(() => coloringsOf(table).filter((c) => !c.perHead && !c.pictures), [table]);
  const [id, setId] = useState(colorings.some((c) => c.id === color) ? color : colorings[0].id);
  const coloring = colorings.find((c) => c.id === id)!;
  const points = useMemo(() => pointsOf(table, head), [table, head]);
  const values = useMemo(() => slotValues(coloring.values(table), points), [coloring, table, points]);
  const sequence = chosen && table.sequenceOf[chosen.row];
  const hits = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    const found = new Set(table.texts.map((t, i) => (wanted && t.toLowerCase().includes(wanted) ? i : -1)));
    return wanted ? Uint8Array.from(table.textOf, (text) => (found.has(text) ? 1 : 0)) : undefined;
  }, [search, table]);
  const states = useStates({ points, table, sequence, hits });
  const attention = useMemo(
    () => (sequence !== undefined && vectors.length === 2 ? attentionOf(head, table, points, sequence, vectors[0], vectors[1]) : undefined),
    [sequence],
  );
  const lines = useMemo(() => (attention ? linesOf(attention, points) : []), [attention]);
  const sides = useMemo(() => (sequence === undefined ? undefined : sidesOf(table, head, sequence)), [sequence]);
  const point = (token: Token | undefined) => (token ? pointAt(points, token.row, token.query) : -1);
  const token = (p: number | undefined): Token | undefined =>
    p === undefined ? undefined : { row: points.rows[p], query: isQuery(points, p) };
  const fidelity = summaryOf(head, map)?.fidelity;
  return (
    <main className="offline">
      <header className="row">
        <h1>
          {title}, {headName(head)}
        </h1>
        <span className="quiet">
          {mapLabel(map)}; {habitOf(head)?.says ?? "no plain habit"}; recall 3 {fidelity?.attentionRecall3.toFixed(2)}, at random{" "}
          {fidelity?.attentionRecall3Random.toFixed(2)}
        </span>
      </header>
      <div className="row">
        <Choice label="Colour" value={id} options={colorings.map((c) => [c.id, c.label])} change={setId} />
        <label className="choice">
          <span>Search</span>
          <input id="search" type="search" value={search} onChange={(e) => setSearch(e.target.value)} />
        </label>
        <output>{hits && `${hits.reduce((sum, h) => sum + h, 0)} tokens`}</output>
        <Switch label="labels" on={labels} change={setLabels} />
        <button onClick={() => setCamera(homeCamera)}>Reset</button>
        <button onClick={() => setTheme(theme === "dark" ? "light" : "dark")}>{theme === "dark" ? "Light" : "Dark"}</button>
      </div>
      <LegendStrip coloring={coloring} table={table} />
      <div className={`offline-body ${sides && attention ? "with-panel" : ""}`}>
        <HeadMap
          drawn={{ positions, dimensions: mapSpec(map)!.dimensions as 2 | 3, queries: points.queries, coloring, values, states, lines }}
          label={`${mapLabel(map)} map of ${headName(head)}`}
          text={(p) => textAt(table, points.rows[p])}
          camera={camera}
          onCamera={setCamera}
          tool="move"
          labels={labels}
          contours={false}
          marked={[point(hovered), point(chosen)].filter((p) => p >= 0)}
          hovered={point(hovered) >= 0 ? point(hovered) : undefined}
          onHover={(p) => setHovered(token(p))}
          onSelect={(p) => setChosen(token(p))}
          onRegion={() => {}}
          tooltip={(p) => <PointNote table={table} points={points} point={p} coloring={coloring} />}
        />
        {sides && attention && (
          <section className="sequence stack" aria-label="Sequence">
            <p>{table.sequences[sequence!].text}</p>
            <AttentionColumns
              {...sides}
              weights={{ queries: attention.queries, keys: attention.keys, values: attention.weights }}
              hidden={() => false}
              hovered={hovered}
              selected={chosen}
              onHover={setHovered}
              onClick={setChosen}
            />
          </section>
        )}
      </div>
    </main>
  );
}
