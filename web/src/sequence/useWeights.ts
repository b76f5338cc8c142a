import { type Attention, loadAttention } from "../data/load";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { type Loaded, useLoaded } from "../state/useLoaded";
import { type Aggregate, loadAggregate } from "./loadAggregate";

/** What is loaded stays until the next has come; it is told apart by what it is of. */
function useOnlyOf<T>(of: string | undefined, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const loaded = useLoaded(of === undefined ? undefined : async (signal) => ({ of, value: await load(signal) }), [of]);
  return { ...loaded, value: loaded.value?.of === of ? loaded.value?.value : undefined };
}

/** One head's weights of one sequence. Not loaded where `wanted` is false. */
export function useAttention(jobId: string, head: HeadSummary, index: number, weighting: AttentionWeighting, wanted: boolean) {
  return useOnlyOf<Attention | undefined>(
    wanted ? `${jobId} ${head.layer} ${head.head} ${index} ${weighting}` : undefined,
    async (signal) => {
      const heads = [{ layer: head.layer, head: head.head }];
      return (await loadAttention(jobId, index, heads, weighting, signal))[0];
    },
  );
}

export function useAggregate(
  jobId: string,
  head: HeadSummary,
  queries: number,
  keys: number,
  weighting: AttentionWeighting,
  withoutSpecial: boolean,
  wanted: boolean,
) {
  const of = `${jobId} ${head.layer} ${head.head} ${queries} ${keys} ${weighting} ${withoutSpecial}`;
  return useOnlyOf<Aggregate>(wanted ? of : undefined, (signal) =>
    loadAggregate(jobId, head, queries, keys, weighting, withoutSpecial, signal),
  );
}
