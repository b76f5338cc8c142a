import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { TokenSide } from "../gen/attentionviz/v1/model_pb";
import type { TokenTable } from "./tokens";

/** The points of a head: a query for each row of its query side, then a key for each of its key side. */
export interface PointRows {
  /** Row of each point. */
  rows: Int32Array;
  /** Points below this are queries. */
  queries: number;
}

const all = (table: TokenTable) => Int32Array.from({ length: table.rows }, (_, i) => i);

function ofSide(table: TokenTable, rows: Int32Array, side: TokenSide): Int32Array {
  return side === TokenSide.UNSPECIFIED ? rows : rows.filter((row) => table.sides[row] === side);
}

/** @param drawn Rows to look at, ascending; all when left out. */
export function pointsOf(table: TokenTable, head: Pick<HeadSummary, "querySide" | "keySide">, drawn: Int32Array = all(table)): PointRows {
  const queries = ofSide(table, drawn, head.querySide);
  const keys = ofSide(table, drawn, head.keySide);
  const rows = new Int32Array(queries.length + keys.length);
  rows.set(queries);
  rows.set(keys, queries.length);
  return { rows, queries: queries.length };
}

export const isQuery = (points: PointRows, point: number): boolean => point < points.queries;

/** The point of a row as query or key; -1 where the head has none. */
export function pointAt(points: PointRows, row: number, query: boolean): number {
  // Rows ascend within queries and within keys.
  let [low, high] = query ? [0, points.queries] : [points.queries, points.rows.length];
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points.rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  return low < end && points.rows[low] === row ? low : -1;
}
