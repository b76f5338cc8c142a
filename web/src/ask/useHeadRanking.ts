import type { Failure } from "../api/failure";
import { useLoaded } from "../state/useLoaded";
import { rankHeads } from "./rankHeads";
import { rankingOf, valuesByHead } from "./ranking";

export interface HeadRanking {
  /** Likeness or figure of each head, by headKey; a head that was left out of the comparison is not in it. */
  values?: Map<number, number>;
  loading: boolean;
  failure?: Failure;
  retry: () => void;
}

/** @param by "like:attention:L1H0", "like:profile:L1H0", "like:geometry:L1H0" or "figure:induction_score"; "" = no ranking. */
export function useHeadRanking(jobId: string, by: string): HeadRanking {
  const wanted = rankingOf(by);
  const loaded = useLoaded(
    wanted && (async (signal: AbortSignal) => ({ by, values: valuesByHead((await rankHeads(jobId, wanted, signal)).heads) })),
    [jobId, by],
  );
  // The values before are of another question.
  const values = loaded.value?.by === by ? loaded.value.values : undefined;
  return { values, loading: loaded.loading, failure: wanted && loaded.failure, retry: loaded.retry };
}
