import type { PointRows } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { Theme } from "../ui/theme";
import type { Palette } from "./palette";

/** What the colours of a map mean. */
export interface Coloring {
  id: string;
  label: string;
  /** Where the colours differ from head to head: by norms, which have to be fetched. */
  perHead?: boolean;
  /** Points are pictures of their patches, with or without a frame in the colour. */
  pictures?: "bare" | "framed";
  palette: (theme: Theme) => Palette;
  /** A palette value for every row. Of a colouring per head: unused. */
  values: (table: TokenTable) => Uint8Array;
  /** What a token's colour stands for, for tooltips: "position 3 of 12". */
  describe: (table: TokenTable, row: number) => string;
  legend: (table: TokenTable) => Legend;
}

export type Legend =
  | { kind: "sides" }
  /** One ramp for queries and one for keys, or a common one. */
  | { kind: "scale"; low: string; high: string; title: string; apart: boolean }
  /** Value of the palette, what it means, how many tokens have it. */
  | { kind: "categories"; title: string; apart: boolean; entries: { value: number; label: string; count: number }[] }
  | { kind: "pictures" };

/** Values of points by their rows' values. */
export function slotValues(byRow: Uint8Array, points: PointRows): Uint8Array {
  const values = new Uint8Array(points.rows.length);
  for (let i = 0; i < values.length; i++) values[i] = byRow[points.rows[i]];
  return values;
}
