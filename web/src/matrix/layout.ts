import { headKey } from "../data/heads";
import type { Rect } from "./MatrixScene";

export interface Layout {
  rects: Map<number, Rect>;
  width: number;
  height: number;
  /** Side of a tile in pixels. */
  tile: number;
  /** Labels of columns and rows; none where heads stand in an order of their own. */
  columns: { label: string; x: number }[];
  rows: { label: string; y: number }[];
}

const GAP = 6;
const LABEL = 34;
const [LEAST, COMFORTABLE, MOST] = [72, 130, 260];
/** No browser draws a canvas that is larger, and memory goes with the area. */
const LARGEST = 8192;

type Head = { layer: number; head: number };

/** Layers down, heads across; a tile as large as fits the width, down to a readable least. */
export function gridLayout(heads: Head[], width: number, height: number): Layout {
  const layers = [...new Set(heads.map((h) => h.layer))].sort((a, b) => a - b);
  const across = [...new Set(heads.map((h) => h.head))].sort((a, b) => a - b);
  const tile = tileSize(width - LABEL, height - LABEL, across.length, layers.length);
  const [x, y] = [(i: number) => LABEL + i * (tile + GAP), (i: number) => LABEL / 1.5 + i * (tile + GAP)];
  const rects = new Map<number, Rect>();
  for (const h of heads) rects.set(headKey(h.layer, h.head), { x: x(across.indexOf(h.head)), y: y(layers.indexOf(h.layer)), size: tile });
  return {
    rects,
    tile,
    width: x(across.length),
    height: y(layers.length),
    columns: across.map((h, i) => ({ label: `H${h}`, x: x(i) })),
    rows: layers.map((l, i) => ({ label: `L${l}`, y: y(i) })),
  };
}

/** Heads in the order given, line by line. */
export function flowLayout(heads: Head[], width: number, height: number): Layout {
  const wished = Math.max(4, Math.ceil(Math.sqrt(heads.length * 1.6)));
  const perLine = Math.max(1, Math.min(wished, Math.floor((width + GAP) / (LEAST + GAP)), Math.max(heads.length, 1)));
  const tile = tileSize(width, height, perLine, Math.ceil(heads.length / perLine));
  const rects = new Map<number, Rect>();
  heads.forEach((h, i) => {
    rects.set(headKey(h.layer, h.head), { x: (i % perLine) * (tile + GAP), y: Math.floor(i / perLine) * (tile + GAP), size: tile });
  });
  const lines = Math.ceil(heads.length / perLine);
  return { rects, tile, width: perLine * (tile + GAP), height: lines * (tile + GAP), columns: [], rows: [] };
}

/** As wide as fits; lower where all then fit the height, and still show something. */
function tileSize(width: number, height: number, across: number, down: number): number {
  const byHeight = Math.max(COMFORTABLE, Math.floor(height / Math.max(1, down)) - GAP);
  const fits = Math.min(byHeight, Math.floor(width / Math.max(1, across)) - GAP);
  const bound = Math.floor(LARGEST / Math.max(across, down)) - GAP;
  return Math.max(16, Math.min(Math.max(LEAST, fits), MOST, bound));
}

/** Device pixels a pixel of the page, less where the canvas would be too large. */
export function canvasRatio(layout: Layout, wished: number): number {
  const bySide = LARGEST / Math.max(layout.width, layout.height);
  const byArea = Math.sqrt(32e6 / (layout.width * layout.height));
  return Math.max(0.25, Math.min(wished, bySide, byArea));
}
