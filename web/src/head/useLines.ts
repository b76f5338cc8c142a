import { useMemo } from "react";
import { type Attention, loadAttention } from "../data/load";
import type { PointRows } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { useLoaded } from "../state/useLoaded";
import { linesOf, type MapLine } from "./lines";

export type LinesOf = "none" | "sequence" | "all";

const AT_ONCE = 6;
const none: MapLine[] = [];

/** Lines of attention: of the open sequence, or of every sequence of the sample. */
export function useLines(
  jobId: string,
  head: HeadSummary,
  table: TokenTable,
  points: PointRows,
  wanted: LinesOf,
  weighting: number,
  open: Attention | undefined,
) {
  const all = useLoaded(
    wanted === "all"
      ? async (signal, progress) => {
          const waiting = [...table.sequences];
          const lines: MapLine[] = [];
          const work = async () => {
            for (let s = waiting.pop(); s && !signal.aborted; s = waiting.pop()) {
              const [attention] = await loadAttention(jobId, Number(s.index), [{ layer: head.layer, head: head.head }], weighting, signal);
              for (const line of linesOf(attention, points)) lines.push(line);
              progress(1 - waiting.length / table.sequences.length);
            }
          };
          await Promise.all(Array.from({ length: AT_ONCE }, work));
          return { head, lines };
        }
      : undefined,
    [jobId, head.layer, head.head, wanted, weighting],
  );
  const ofOpen = useMemo(() => (open && wanted === "sequence" ? linesOf(open, points) : none), [open, wanted, points]);
  const lines = wanted === "all" ? (all.value?.head === head ? all.value.lines : none) : ofOpen;
  return { lines, progress: all.loading ? (all.progress ?? 0) : undefined, failure: all.failure, cancel: all.cancel, retry: all.retry };
}
