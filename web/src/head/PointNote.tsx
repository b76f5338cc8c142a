import type { Coloring } from "../color/coloring";
import { short } from "../color/scale";
import type { PointRows } from "../data/points";
import { lengthAt, type TokenTable, textAt } from "../data/tokens";

interface Props {
  table: TokenTable;
  points: PointRows;
  point: number;
  coloring: Coloring;
  norms?: Float32Array;
}

/** What a point is: token, side, place, and what its colour stands for. */
export function PointNote({ table, points, point, coloring, norms }: Props) {
  const row = points.rows[point];
  const query = point < points.queries;
  const sequence = table.sequences[table.sequenceOf[row]];
  const value = coloring.perHead ? (norms ? `norm ${short(norms[point])}` : "") : coloring.describe(table, row);
  const grid = sequence.image;
  const place = table.positions[row] - (grid?.leading ?? 0);
  const label = sequence.metadata.label?.value.value ?? sequence.id;
  return (
    <>
      <strong>{textAt(table, row)}</strong> <span className={query ? "side-query" : "side-key"}>{query ? "query" : "key"}</span>
      <div>
        {grid && place >= 0 && grid.columns > 0
          ? `${label}, row ${Math.floor(place / grid.columns)}, column ${place % grid.columns}`
          : `pos ${table.positions[row]} of ${lengthAt(table, row)}`}
      </div>
      {value && <div>{value}</div>}
      {!grid && <div className="quiet tooltip-text">{sequence.text.slice(0, 140)}</div>}
    </>
  );
}
