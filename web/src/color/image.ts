import type { TokenTable } from "../data/tokens";
import type { Coloring } from "./coloring";
import { sidePalette } from "./palette";
import { byNorm, byNumber, byType } from "./text";

/** Row or column of a patch; NaN for tokens that are no patch. */
function patchPart(table: TokenTable, row: number, part: "row" | "column"): number {
  const grid = table.sequences[table.sequenceOf[row]].image;
  const place = table.positions[row] - (grid?.leading ?? 0);
  if (!grid?.columns || place < 0) return Number.NaN;
  return part === "row" ? Math.floor(place / grid.columns) : place % grid.columns;
}

const patches = (part: "row" | "column") =>
  byNumber(part, part, part, (table) => Float64Array.from({ length: table.rows }, (_, row) => patchPart(table, row, part)), true);

const pictures = (id: string, label: string, kind: "bare" | "framed"): Coloring => ({
  ...byType,
  id,
  label,
  pictures: kind,
  palette: sidePalette,
  legend: () => (kind === "bare" ? { kind: "pictures" } : { kind: "sides" }),
});

export const imageColorings: Coloring[] = [
  pictures("none", "none (patches)", "bare"),
  pictures("outline", "query / key, outline", "framed"),
  { ...byType, label: "query / key, fill" },
  patches("row"),
  patches("column"),
  byNorm,
];
