import { Code, ConnectError } from "@connectrpc/connect";
import { atlases } from "../api/clients";
import { floatsOf } from "../api/tensor";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { cropped, type Weights } from "./weights";

const mostPositions = 4096;

export interface Aggregate {
  weights: Weights;
  /** That the mean is over. */
  sequences: number;
  /** Positions from here on are left out: there were too many for one answer. Undefined where all are there. */
  leftOutFrom?: number;
}

/** Mean attention by position over all that is drawn, for a sequence of so many tokens on each side. */
export async function loadAggregate(
  jobId: string,
  head: { layer: number; head: number },
  queries: number,
  keys: number,
  weighting: AttentionWeighting,
  withoutSpecial: boolean,
  signal: AbortSignal,
): Promise<Aggregate> {
  const heads = [{ layer: head.layer, head: head.head }];
  const wanted = Math.max(queries, keys);
  for (let maxPositions = Math.min(mostPositions, wanted); ; maxPositions = Math.floor(maxPositions / 2)) {
    try {
      const answer = await atlases.getAggregateAttention({ jobId, heads, weighting, maxPositions, withoutSpecial }, { signal });
      const { weights } = answer.heads[0];
      const [rows, columns] = weights?.shape.map(Number) ?? [0, 0];
      return {
        weights: cropped({ queries: rows, keys: columns, values: floatsOf(weights) }, queries, keys),
        sequences: Number(answer.sequences),
        leftOutFrom: maxPositions < wanted ? maxPositions : undefined,
      };
    } catch (error) {
      if (ConnectError.from(error).code !== Code.ResourceExhausted || maxPositions < 64) throw error;
    }
  }
}
