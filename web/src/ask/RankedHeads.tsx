import { habitOf, headName } from "../data/heads";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import type { RankedHead } from "./ranking";

/** Heads with the weight that they give, and where the key stands among all keys of its query. */
export function RankedHeads({
  heads,
  atlas,
  pairs,
  onHead,
}: {
  heads: RankedHead[];
  atlas: Atlas;
  pairs: number;
  onHead: (layer: number, head: number) => void;
}) {
  return (
    <table className="ranking">
      <thead>
        <tr>
          <th scope="col">Head</th>
          <th scope="col">Weight</th>
          <th scope="col" className="number" title={`Place of the key among all keys of the ${pairs === 1 ? "" : "first pair's "}query`}>
            Key is
          </th>
          <th scope="col">Habit</th>
        </tr>
      </thead>
      <tbody>
        {heads.map((h) => {
          const summary = atlas.heads.find((s) => s.layer === h.layer && s.head === h.head);
          return (
            <tr key={headName(h)}>
              <th scope="row">
                <button className="bare" onClick={() => onHead(h.layer, h.head)} aria-label={`Open ${headName(h)}`}>
                  {headName(h)}
                </button>
              </th>
              <td>
                <span className="weight">
                  <span className="weight-bar" style={{ width: `${h.value * 100}%` }} />
                  <span className="weight-text">{weightText(h.value)}</span>
                </span>
              </td>
              <td className="number">{h.keyRank > 0 && ordinal(h.keyRank)}</td>
              <td className="quiet">{summary && habitOf(summary)?.label}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const weightText = (value: number) => (value > 0 && value < 0.0005 ? "< 0.001" : value.toFixed(3));

export function ordinal(n: number): string {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th");
  return `${n}${ending}`;
}
