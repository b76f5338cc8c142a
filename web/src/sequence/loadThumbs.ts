import { Code, ConnectError } from "@connectrpc/connect";
import { loadAttention } from "../data/load";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { type Thumb, thumbOf } from "./thumbs";

/** A thumbnail of each head, as they come. All heads at once where the gateway can; else in parts that it can answer. */
export async function loadThumbs(
  jobId: string,
  sequenceIndex: number,
  heads: { layer: number; head: number }[],
  weighting: AttentionWeighting,
  signal: AbortSignal,
  onThumbs: (thumbs: Thumb[]) => void,
): Promise<void> {
  let atOnce = heads.length;
  for (let next = 0; next < heads.length; ) {
    try {
      const part = heads.slice(next, next + atOnce);
      const attention = await loadAttention(jobId, sequenceIndex, part, weighting, signal);
      onThumbs(attention.map((a) => thumbOf(a)));
      next += part.length;
    } catch (error) {
      if (ConnectError.from(error).code !== Code.ResourceExhausted || atOnce === 1) throw error;
      atOnce = Math.ceil(atOnce / 2);
    }
  }
}
