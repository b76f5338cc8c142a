import { Code } from "@connectrpc/connect";
import { useMemo } from "react";
import type { Failure } from "../api/failure";
import type { Attention } from "../data/load";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import type { Sides, Token } from "./sides";
import { unavailable } from "./unavailable";
import { useAggregate, useAttention } from "./useWeights";
import type { Weights } from "./weights";
import { withoutHidden } from "./withoutHidden";

interface Wanted {
  jobId: string;
  atlas: Atlas;
  head: HeadSummary;
  index: number;
  sides: Sides;
  weighting: AttentionWeighting;
  hidden: (token: Token) => boolean;
  /** The mean over all sequences is wanted, and how hidden tokens are left out of it. */
  mean: boolean;
  hiddenInMean: (token: Token) => boolean;
  withoutSpecial: boolean;
}

export interface Shown {
  /** Without what is hidden. */
  weights?: Weights;
  /** The sequence's own, even while the mean is shown. */
  attention?: Attention;
  /** Of the mean. */
  sequences?: number;
  leftOutFrom?: number;
  unavailable?: string;
  failure?: Failure;
  loading: boolean;
  retry: () => void;
  cancel: () => void;
}

/** The weights that are to be drawn, loaded and with the hidden tokens left out. */
export function useShown(wanted: Wanted): Shown {
  const { jobId, atlas, head, index, sides, weighting, hidden, mean, hiddenInMean, withoutSpecial } = wanted;
  const why = unavailable(atlas, head.layer);
  const one = useAttention(jobId, head, index, weighting, why === undefined);
  const [queries, keys] = [sides.queries.texts.length, sides.keys.texts.length];
  const all = useAggregate(jobId, head, queries, keys, weighting, withoutSpecial, mean && why === undefined);
  const own = useMemo(
    () => one.value && withoutHidden({ queries: one.value.queries, keys: one.value.keys, values: one.value.weights }, sides, hidden),
    [one.value, sides, hidden],
  );
  const attention = useMemo(() => own && one.value && { ...one.value, weights: own.values }, [own, one.value]);
  const average = useMemo(() => all.value && withoutHidden(all.value.weights, sides, hiddenInMean), [all.value, sides, hiddenInMean]);
  const { failure, loading, retry, cancel } = mean ? all : one;
  return {
    weights: mean ? average : own,
    attention,
    sequences: all.value?.sequences,
    leftOutFrom: all.value?.leftOutFrom,
    unavailable: why ?? (failure?.code === Code.Unimplemented ? failure.message : undefined),
    failure,
    loading,
    retry,
    cancel,
  };
}
