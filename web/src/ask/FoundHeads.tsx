import { useEffect, useState } from "react";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { isFinal } from "./fault";
import { RankedHeads } from "./RankedHeads";
import { rankHeads } from "./rankHeads";
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
        {found.failure && <FailureNote failure={found.failure} retry={isFinal(found.failure) ? undefined : found.retry} />}
        {found.value && !found.loading && (
          <span className="quiet">
            {pairs.pairs.length > 1 ? `Geometric mean of the weights of ${pairs.pairs.length} pairs. ` : ""}
            {compared(found.value.compared, atlas.heads.length)}
          </span>
        )}
      </div>
      {ranked.length > 0 && <RankedHeads heads={shown} atlas={atlas} pairs={pairs.pairs.length} onHead={onHead} />}
      {shown.length < ranked.length && <button onClick={() => setAll(true)}>Show all {ranked.length}</button>}
    </section>
  );
}

function compared(count: number, of: number): string {
  if (count >= of) return `All ${of} heads compared.`;
  return `${count} of ${of} heads compared; the others have other tokens, weights that queries and keys do not decide alone, or are not ready.`;
}
