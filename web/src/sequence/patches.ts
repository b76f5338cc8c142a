import type { ImageGrid } from "../gen/attentionviz/v1/atlas_service_pb";
import { placeIn, type Side, type Token } from "./sides";
import type { Weights } from "./weights";

export type Grid = Pick<ImageGrid, "rows" | "columns" | "leading">;

/** Where a token lies, in patches from the image's top left. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** True where each of so many tokens has a place on the grid or before it. */
export const lies = (grid: Grid | undefined, tokens: number): grid is Grid =>
  grid !== undefined && grid.rows > 0 && grid.leading + grid.rows * grid.columns === tokens;

export const positionAt = (grid: Grid, row: number, column: number): number => grid.leading + row * grid.columns + column;

/** Row and column of a patch; undefined for a leading token. */
export function patchAt(grid: Grid, position: number): { row: number; column: number } | undefined {
  const patch = position - grid.leading;
  return patch < 0 ? undefined : { row: Math.floor(patch / grid.columns), column: patch % grid.columns };
}

/** The boxes of leading tokens stand left of the image; wide enough for a name, they fill columns from the image outwards. */
function strip(grid: Grid) {
  const [width, height] = [grid.columns * 0.16, Math.max(1, grid.rows * 0.08)];
  const each = Math.max(1, Math.floor(grid.rows / height));
  return { width, height, each, columns: Math.ceil(grid.leading / each), gap: grid.columns * 0.03 };
}

/** How far the strip reaches left of the image, in patches. */
export function stripWidth(grid: Grid): number {
  const { width, columns, gap } = strip(grid);
  return columns * (width + gap);
}

export function boxOf(grid: Grid, position: number): Box {
  const patch = patchAt(grid, position);
  if (patch) return { x: patch.column, y: patch.row, width: 1, height: 1 };
  const { width, height, each, gap } = strip(grid);
  return { x: -(Math.floor(position / each) + 1) * (width + gap), y: (position % each) * height, width, height: height * 0.94 };
}

export interface Flow {
  from: number;
  to: number;
  weight: number;
}

/** Each patch's most attended token, where it gets at least so much. */
export function highest(grid: Grid, { queries, keys, values }: Weights, least = 0.05): Flow[] {
  const found: Flow[] = [];
  for (let from = grid.leading; from < queries; from++) {
    let to = 0;
    for (let k = 1; k < keys; k++) if (values[from * keys + k] > values[from * keys + to]) to = k;
    const weight = values[from * keys + to];
    if (weight >= least) found.push({ from, to, weight });
  }
  return found;
}

/** Every weight of at least so much, weakest first. */
export function flows({ keys, values }: Weights, least = 0.1): Flow[] {
  const found: Flow[] = [];
  values.forEach((weight, i) => {
    if (weight >= least) found.push({ from: Math.floor(i / keys), to: i % keys, weight });
  });
  return found.sort((a, b) => a.weight - b.weight);
}

/** The token that an arrow key leads to: over the grid, and from its left edge to the leading tokens. */
export function moved(grid: Grid, position: number, key: string): number {
  const patch = patchAt(grid, position);
  if (!patch) {
    if (key === "ArrowRight") return positionAt(grid, 0, 0);
    const to = position + (key === "ArrowDown" ? 1 : key === "ArrowUp" ? -1 : 0);
    return Math.max(0, Math.min(grid.leading - 1, to));
  }
  const { row, column } = patch;
  if (key === "ArrowLeft") return column > 0 ? position - 1 : grid.leading > 0 ? 0 : position;
  if (key === "ArrowRight") return column < grid.columns - 1 ? position + 1 : position;
  if (key === "ArrowUp") return row > 0 ? position - grid.columns : position;
  return key === "ArrowDown" && row < grid.rows - 1 ? position + grid.columns : position;
}

/** Where to look from at first: the first leading token, or the patch in the middle. */
export const firstLook = (grid: Grid): number =>
  grid.leading > 0 ? 0 : positionAt(grid, Math.floor(grid.rows / 2), Math.floor(grid.columns / 2));

/** Counted from 0, as in the token's own text. */
export function nameOf(grid: Grid, texts: string[], position: number): string {
  const patch = patchAt(grid, position);
  return patch ? `row ${patch.row}, column ${patch.column}` : texts[position];
}

/** Where is looked from (or at, where the token that is selected is a key); the first look where it is of another sequence. */
export function lookOf(grid: Grid, side: Side, selected: Token | undefined): { place: number; asks: boolean } {
  const place = Math.max(placeIn(side, true, selected), placeIn(side, false, selected));
  return place >= 0 ? { place, asks: selected!.query } : { place: firstLook(grid), asks: true };
}

/** What so many arrows or flows mean. */
export function legendOf(mode: string, lines: number): string {
  const least = mode === "highest" ? "0.05" : "0.1";
  if (lines === 0) return `None: no weight ${mode === "highest" ? "of a patch " : ""}is as great as ${least}.`;
  return mode === "highest"
    ? `${lines} patches whose greatest weight is at least ${least}: an arrow to the patch that gets it, a square where that is a token beside the image, a circle where it is the patch itself.`
    : `${lines} weights of at least ${least}: thicker for more; a circle is a weight on the token itself.`;
}
