import type { PointRows } from "../data/points";
import { type TokenTable, textAt } from "../data/tokens";
import { saveSelection } from "../export/selection";
import { grouped } from "../ui/counted";

interface Props {
  name: string;
  table: TokenTable;
  points: PointRows;
  positions: Float32Array;
  dimensions: number;
  selected: number[];
  onHover: (token: { row: number; query: boolean } | undefined) => void;
  onSelect: (token: { row: number; query: boolean }) => void;
  clear: () => void;
}

const MOST_SHOWN = 200;

/** What was drawn round: its tokens, most frequent first, and files of it. */
export function SelectionPanel({ name, table, points, positions, dimensions, selected, onHover, onSelect, clear }: Props) {
  if (selected.length === 0) return <p className="quiet">Choose Box or Lasso and draw round points, or hold Shift and drag.</p>;
  const queries = selected.filter((p) => p < points.queries).length;
  const sequences = new Set(selected.map((p) => table.sequenceOf[points.rows[p]])).size;
  const counts = new Map<string, number[]>();
  for (const point of selected) {
    const text = textAt(table, points.rows[point]);
    counts.set(text, [...(counts.get(text) ?? []), point]);
  }
  const texts = [...counts].sort((a, b) => b[1].length - a[1].length);
  const token = (point: number) => ({ row: points.rows[point], query: point < points.queries });
  const save = (format: "csv" | "json") => saveSelection(format, name, { table, points, positions, dimensions, selected });
  return (
    <section className="stack" aria-label="Selection">
      <div>
        <strong>{grouped(selected.length)} points</strong>: {queries} queries, {selected.length - queries} keys, of {sequences} sequences
      </div>
      <div className="row">
        <button onClick={() => save("csv")}>Save CSV</button>
        <button onClick={() => save("json")}>Save JSON</button>
        <button onClick={clear}>Clear</button>
      </div>
      <ul className="found-list">
        {texts.slice(0, MOST_SHOWN).map(([text, at]) => (
          <li key={text}>
            <button
              className="bare"
              onMouseEnter={() => onHover(token(at[0]))}
              onMouseLeave={() => onHover(undefined)}
              onClick={() => onSelect(token(at[0]))}
            >
              <strong>{text}</strong> <span className="quiet">{at.length}</span>
            </button>
          </li>
        ))}
      </ul>
      {texts.length > MOST_SHOWN && <p className="quiet">and {texts.length - MOST_SHOWN} more texts; the files hold all</p>}
    </section>
  );
}
