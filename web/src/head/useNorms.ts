import { useMemo } from "react";
import { normValues } from "../color/text";
import { loadNorms } from "../data/load";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { useLoaded } from "../state/useLoaded";

/** Norms of a head's points, and what they come to as palette values; loaded when wanted. */
export function useNorms(jobId: string, head: HeadSummary, wanted: boolean) {
  const loaded = useLoaded(wanted ? async (signal) => ({ head, norms: await loadNorms(jobId, head, signal) }) : undefined, [
    jobId,
    head.layer,
    head.head,
    wanted,
  ]);
  const norms = loaded.value?.head === head ? loaded.value.norms : undefined;
  const values = useMemo(() => norms && normValues(norms), [norms]);
  return { norms, values, failure: loaded.failure, retry: loaded.retry };
}
