import { useEffect, useState } from "react";
import { normsOfPoints, normValues } from "../color/text";
import { loadNorms } from "../data/load";
import { pointsOf } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import type { MatrixScene } from "./MatrixScene";

const AT_ONCE = 6;

/** Fetches the norms of every head, some at a time, when the colouring goes by them. Returns the share that has come while it runs. */
export function useMatrixNorms(
  jobId: string,
  atlas: Atlas,
  table: TokenTable | undefined,
  scene: MatrixScene | undefined,
  begun: number,
  turn: number,
): number | undefined {
  const [share, setShare] = useState<number>();
  const ready = atlas.heads.filter((h) => h.ready);
  const some = turn > 0;
  useEffect(() => {
    if (!scene || !begun || !table || !some) return;
    const abort = new AbortController();
    const waiting = [...ready];
    let done = 0;
    setShare(0);
    const work = async () => {
      for (let head = waiting.shift(); head && !abort.signal.aborted; head = waiting.shift()) {
        const norms = await loadNorms(jobId, head, abort.signal);
        const all = pointsOf(table, head);
        scene.colorHead(head.layer, head.head, (points) => normValues(normsOfPoints(norms, all, points)));
        done++;
        setShare(done / ready.length);
      }
    };
    Promise.all(Array.from({ length: AT_ONCE }, work))
      .catch(() => {})
      .finally(() => {
        if (abort.signal.aborted) return;
        scene.showNorms();
        setShare(undefined);
      });
    return () => {
      abort.abort();
      setShare(undefined);
    };
  }, [scene, begun, table, some, ready.length]);
  return share;
}
