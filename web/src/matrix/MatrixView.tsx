import { useEffect, useMemo, useRef, useState } from "react";
import type { Coloring } from "../color/coloring";
import { headKey, partOf } from "../data/heads";
import type { MapName } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { useTheme } from "../ui/theme";
import { useWidth } from "../ui/useWidth";
import { HeadButtons } from "./HeadButtons";
import { HeadPreview } from "./HeadPreview";
import { canvasRatio, flowLayout, gridLayout } from "./layout";
import { MatrixExport } from "./MatrixExport";
import { useMatrix } from "./useMatrix";
import { useMatrixNorms } from "./useMatrixNorms";
import { useOwnTiles } from "./useOwnTiles";
import "../styles/matrix.css";

interface Props {
  jobId: string;
  atlas: Atlas;
  table?: TokenTable;
  map: MapName;
  coloring: Coloring;
  /** A palette value for each row; undefined while tokens are not there. */
  values?: Uint8Array;
  /** A state for each row, as PointLayer takes them. */
  states?: Uint8Array;
  /** Heads to show, in their order; `sorted` = not as in the model. */
  heads: HeadSummary[];
  sorted: boolean;
  /** A figure of each head, shown on its tile. */
  figure?: (head: HeadSummary) => string;
  points: number;
  onOpen: (head: HeadSummary) => void;
}

/** Pixels that stand above the matrix on a page. */
const ABOVE = 240;

/** Every head as a small map, all on one canvas. */
export function MatrixView({ jobId, atlas, table, map, coloring, values, states, heads, sorted, figure, points, onOpen }: Props) {
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [box, width] = useWidth<HTMLDivElement>();
  const [looked, setLooked] = useState<HeadSummary>();
  const matrix = useMatrix(canvas, jobId, atlas, table, map, points);
  const { scene, begun, turn, tiles } = matrix;
  const layout = useMemo(
    () => (sorted ? flowLayout : gridLayout)(width > 0 ? heads : [], Math.max(320, width), innerHeight - ABOVE),
    [heads, sorted, width],
  );

  useEffect(() => scene?.layout(layout.rects, layout.width, layout.height, canvasRatio(layout, devicePixelRatio)), [scene, begun, layout]);
  useEffect(() => scene?.color(coloring, values, theme), [scene, begun, coloring, values, theme]);
  useEffect(() => scene?.states(states), [scene, begun, states]);
  const own = useOwnTiles(jobId, map, tiles, turn);
  useEffect(() => scene?.setOwn(own, theme), [scene, begun, own, theme]);
  const norms = useMatrixNorms(jobId, atlas, table, scene, coloring.perHead ? begun : 0, turn);

  const parts = useMemo(() => new Map(atlas.heads.map((h) => [`L${h.layer}`, partOf(h)])), [atlas]);
  const ready = atlas.heads.filter((h) => h.ready).length;
  return (
    <div className="matrix">
      <div className="matrix-state">
        {matrix.failure ? (
          <FailureNote failure={matrix.failure} retry={matrix.retry} />
        ) : matrix.loading && tiles.size < ready ? (
          <Progress label={`Heads, ${tiles.size} of ${ready}`} share={ready ? tiles.size / ready : undefined} cancel={matrix.stop} />
        ) : norms.failure ? (
          <FailureNote failure={norms.failure} retry={norms.retry} />
        ) : norms.share !== undefined ? (
          <Progress label="Norms of every head" share={norms.share} />
        ) : table && tiles.size > 0 ? (
          <MatrixExport
            name={`${atlas.model?.modelId}-${map}`}
            rows={matrix.rows}
            {...{ atlas, table, layout, heads, tiles, coloring, values, states }}
          />
        ) : null}
      </div>
      <div ref={box} className="matrix-box">
        <div className="matrix-sheet" style={{ width: layout.width, height: layout.height }}>
          <canvas ref={canvas} style={{ width: layout.width, height: layout.height }} />
          {layout.columns.map((c) => (
            <div key={c.label} className="matrix-column" style={{ left: c.x, width: layout.tile }}>
              {c.label}
            </div>
          ))}
          {layout.rows.map((r) => (
            <div key={r.label} className="matrix-row" style={{ top: r.y, height: layout.tile }}>
              {parts.get(r.label) && <small>{parts.get(r.label)}</small>}
              {r.label}
            </div>
          ))}
          <HeadButtons
            heads={heads}
            layout={layout}
            map={map}
            named={sorted}
            arrived={(h) => tiles.has(headKey(h.layer, h.head))}
            figure={figure}
            onLook={setLooked}
            onOpen={onOpen}
          />
        </div>
        {heads.length === 0 && <p className="quiet">No head is like that. Choose other filters.</p>}
        {looked && scene && (
          <HeadPreview
            head={looked}
            map={map}
            tile={tiles.get(headKey(looked.layer, looked.head))}
            rows={matrix.rows}
            table={table}
            coloring={coloring}
            values={values}
            states={states}
            rect={layout.rects.get(headKey(looked.layer, looked.head))}
            sheet={box.current?.querySelector(".matrix-sheet") ?? undefined}
          />
        )}
      </div>
    </div>
  );
}
