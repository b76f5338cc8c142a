import { useEffect, useRef } from "react";
import type { Coloring } from "../color/coloring";
import { habitOf, headKey, headName, trustOf } from "../data/heads";
import type { Tile } from "../data/load";
import { type MapName, summaryOf } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { useTheme } from "../ui/theme";
import { MatrixScene, type Rect } from "./MatrixScene";

const SIDE = 280;

interface Props {
  head: HeadSummary;
  map: MapName;
  tile?: Tile;
  rows: Int32Array;
  table?: TokenTable;
  coloring: Coloring;
  values?: Uint8Array;
  states?: Uint8Array;
  rect?: Rect;
  sheet?: Element;
}

/** The head under the pointer, larger, beside its tile. */
export function HeadPreview({ head, map, tile, rows, table, coloring, values, states, rect, sheet }: Props) {
  const theme = useTheme();
  const canvas = useRef<HTMLCanvasElement>(null);
  const scene = useRef<MatrixScene>(undefined);
  useEffect(() => {
    scene.current = new MatrixScene(canvas.current!);
    return () => scene.current?.dispose();
  }, []);
  useEffect(() => {
    if (!tile || !scene.current) return;
    scene.current.begin([head], rows, tile.dimensions as 2 | 3, table);
    scene.current.layout(new Map([[headKey(head.layer, head.head), { x: 0, y: 0, size: SIDE }]]), SIDE, SIDE, devicePixelRatio);
    scene.current.add(tile);
    scene.current.color(coloring, values, theme);
    scene.current.states(states);
  }, [tile, coloring, values, states, theme]);

  const place = sheet?.getBoundingClientRect();
  if (!rect || !place) return null;
  const right = place.left + rect.x + rect.size + 10;
  const left = right + SIDE + 20 < innerWidth ? right : place.left + rect.x - SIDE - 30;
  const top = Math.max(8, Math.min(place.top + rect.y, innerHeight - SIDE - 120));
  const fidelity = summaryOf(head, map)?.fidelity;
  return (
    <div className="preview" style={{ left, top, width: SIDE + 18 }} aria-hidden="true">
      <canvas ref={canvas} style={{ width: SIDE, height: SIDE }} />
      <div>
        <strong>{headName(head)}</strong> {habitOf(head)?.says ?? "no plain habit"}
      </div>
      {fidelity && (
        <div className="quiet">
          recall 3 {fidelity.attentionRecall3.toFixed(2)}, at random {fidelity.attentionRecall3Random.toFixed(2)}; fidelity{" "}
          {trustOf(head, map)}
        </div>
      )}
    </div>
  );
}
