import { useEffect, useState } from "react";
import { type Failure, failureOf } from "../api/failure";
import { normsOfPoints, normValues } from "../color/text";
import { loadNorms } from "../data/load";
import { pointsOf } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import type { MatrixScene } from "./MatrixScene";

const AT_ONCE = 6;

interface Norms {
  /** What has come, while more is on its way. */
  share?: number;
  failure?: Failure;
  retry: () => void;
}

/** Fetches the norms of every head, some at a time, when the colouring goes by them. */
export function useMatrixNorms(
  jobId: string,
  atlas: Atlas,
  table: TokenTable | undefined,
  scene: MatrixScene | undefined,
  begun: number,
  turn: number,
): Norms {
  const [share, setShare] = useState<number>();
  const [failure, setFailure] = useState<Failure>();
  const [tries, setTries] = useState(0);
  const ready = atlas.heads.filter((h) => h.ready);
  const some = turn > 0;
  useEffect(() => {
    setFailure(undefined);
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
      .catch((error) => {
        if (abort.signal.aborted) return;
        setFailure(failureOf(error));
        // Five go on otherwise.
        abort.abort();
        scene.showNorms();
        setShare(undefined);
      })
      .finally(() => {
        if (abort.signal.aborted) return;
        scene.showNorms();
        setShare(undefined);
      });
    return () => {
      abort.abort();
      setShare(undefined);
    };
  }, [scene, begun, table, some, ready.length, tries]);
  return { share, failure, retry: () => setTries((t) => t + 1) };
}
