import type { PointRows } from "../data/points";
import { type TokenTable, textAt } from "../data/tokens";
import { fileName, save } from "./save";

export interface Selection {
  table: TokenTable;
  points: PointRows;
  positions: Float32Array;
  dimensions: number;
  /** Points, ascending. */
  selected: number[];
}

export type SelectedPoint = Record<string, string | number | null>;

/** A record for each point: what it is, where it lies, and its sequence's metadata under "meta.". */
export function recordsOf({ table, points, positions, dimensions, selected }: Selection): SelectedPoint[] {
  const fields = [...new Set(table.sequences.flatMap((s) => Object.keys(s.metadata)))].sort();
  return selected.map((point) => {
    const row = points.rows[point];
    const sequence = table.sequences[table.sequenceOf[row]];
    const record: SelectedPoint = {
      type: point < points.queries ? "query" : "key",
      token: textAt(table, row),
      token_id: table.ids[row],
      row,
      sequence_index: Number(sequence.index),
      sequence_id: sequence.id,
      position: table.positions[row],
    };
    for (let d = 0; d < dimensions; d++) record["xyz"[d]] = positions[point * dimensions + d];
    for (const field of fields) record[`meta.${field}`] = sequence.metadata[field]?.value?.value ?? null;
    return record;
  });
}

/** RFC 4180; a text that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf(records: SelectedPoint[]): string {
  const columns = Object.keys(records[0] ?? {});
  const cell = (value: string | number | null) => {
    if (value === null) return "";
    if (typeof value === "number") return String(value);
    const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [columns.map(cell).join(","), ...records.map((r) => columns.map((c) => cell(r[c])).join(","))]
    .map((line) => `${line}\r\n`)
    .join("");
}

export function saveSelection(format: "csv" | "json", name: string, selection: Selection): void {
  const records = recordsOf(selection);
  const [text, type] = format === "csv" ? [csvOf(records), "text/csv"] : [`${JSON.stringify(records, null, 1)}\n`, "application/json"];
  save(fileName(`${name}-selection`, format), new Blob([text], { type }));
}
