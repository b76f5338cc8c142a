import { useEffect, useState } from "react";
import { habitOf, headName } from "../data/heads";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { type RankedHead, rankHeads } from "./rankHeads";
import "../styles/ask.css";

export interface WantedPairs {
  /** Place of the sequence in the corpus. */
  sequenceIndex: number;
  pairs: { queryPosition: number; keyPosition: number }[];
  /** The pairs in words: "bank → river". */
  label: string;
}

const shownAtFirst = 20;

/** Heads by the weight that they give to pairs of tokens, most first. */
export function FoundHeads({
  jobId,
  atlas,
  pairs,
  onHead,
  onRanked,
  close,
}: {
  jobId: string;
  atlas: Atlas;
  pairs: WantedPairs;
  onHead: (layer: number, head: number) => void;
  onRanked?: (order: { layer: number; head: number; value: number }[]) => void;
  close: () => void;
}) {
  const asked = JSON.stringify(pairs.pairs);
  const found = useLoaded(
    (signal) => rankHeads(jobId, { case: "example", value: { sequenceIndex: BigInt(pairs.sequenceIndex), pairs: pairs.pairs } }, signal),
    [jobId, pairs.sequenceIndex, asked],
  );
  const [all, setAll] = useState(false);
  useEffect(() => {
    if (found.value && !found.loading) onRanked?.(found.value.heads);
  }, [found.value, found.loading]);
  const ranked = found.value?.heads ?? [];
  const shown = all ? ranked : ranked.slice(0, shownAtFirst);
  return (
    <section className="found-heads stack" aria-label="Heads that attend so" aria-busy={found.loading}>
      <div className="row">
        <h2 className="grow">
          Heads where <span className="mono">{pairs.label}</span>
        </h2>
        <button onClick={close}>Close</button>
      </div>
      <div className="found-state">
        {found.loading && <Progress label="Comparing heads" cancel={found.cancel} />}
        {found.failure && <FailureNote failure={found.failure} retry={found.retry} />}
        {found.value && !found.loading && (
          <span className="quiet">
            {pairs.pairs.length > 1 ? `Geometric mean of the weights of ${pairs.pairs.length} pairs. ` : ""}
            {compared(found.value.compared, atlas.heads.length)}
          </span>
        )}
      </div>
      {ranked.length > 0 && <Ranking heads={shown} atlas={atlas} one={pairs.pairs.length === 1} onHead={onHead} />}
      {shown.length < ranked.length && <button onClick={() => setAll(true)}>Show all {ranked.length}</button>}
    </section>
  );
}

function compared(count: number, of: number): string {
  if (count >= of) return `All ${of} heads compared.`;
  return `${count} of ${of} heads compared; the others have other tokens, weights that queries and keys do not decide alone, or are not ready.`;
}

function Ranking({
  heads,
  atlas,
  one,
  onHead,
}: {
  heads: RankedHead[];
  atlas: Atlas;
  one: boolean;
  onHead: (layer: number, head: number) => void;
}) {
  return (
    <table className="ranking">
      <thead>
        <tr>
          <th scope="col">Head</th>
          <th scope="col">Weight</th>
          <th scope="col" className="number" title={`Place of the key among all keys of the ${one ? "" : "first pair's "}query`}>
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
