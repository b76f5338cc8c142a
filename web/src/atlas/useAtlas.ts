import { useEffect, useRef, useState } from "react";
import { atlases } from "../api/clients";
import { type Failure, failureOf, isAbort } from "../api/failure";
import { loadTokens } from "../data/load";
import type { TokenTable } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { type Followed, hasEnded, useJob } from "./useJob";

export interface AtlasState {
  followed: Followed;
  atlas?: Atlas;
  table?: TokenTable;
  /** Share of the tokens that have come. */
  tokensShare?: number;
  failure?: Failure;
  retry: () => void;
}

// Code of FAILED_PRECONDITION: what is asked for is not made yet.
const NOT_YET = 9;

/** An atlas as it grows: looked at again, at most once a second, when heads have become ready. */
export function useAtlas(jobId: string): AtlasState {
  const followed = useJob(jobId);
  const [atlas, setAtlas] = useState<Atlas>();
  const [table, setTable] = useState<TokenTable>();
  const [tokensShare, setShare] = useState<number>();
  const [failure, setFailure] = useState<Failure>();
  const [turn, setTurn] = useState(0);
  const asked = useRef(0);

  useEffect(() => {
    if (atlas?.heads.every((h) => h.ready)) return;
    const abort = new AbortController();
    const fetch = async () => {
      asked.current = Date.now();
      try {
        const answer = await atlases.getAtlas({ jobId }, { signal: abort.signal });
        if (abort.signal.aborted) return;
        setAtlas(answer.atlas);
        setFailure(undefined);
      } catch (error) {
        const failed = failureOf(error);
        if (!abort.signal.aborted && !isAbort(error) && failed.code !== NOT_YET) setFailure(failed);
      }
    };
    const timer = setTimeout(fetch, Math.max(0, asked.current + 1000 - Date.now()));
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [jobId, followed.ready, turn]);

  // Tokens are there once the model has run over all of the corpus; asked for at once, for most atlases are finished ones.
  const waiting = !table && !hasEnded(followed.state) ? followed.state : 0;
  useEffect(() => {
    if (table) return;
    const abort = new AbortController();
    loadTokens(jobId, abort.signal, setShare)
      .then((t) => !abort.signal.aborted && setTable(t))
      .catch((error) => {
        const failed = failureOf(error);
        if (!abort.signal.aborted && !isAbort(error) && failed.code !== NOT_YET) setFailure(failed);
      });
    return () => abort.abort();
  }, [jobId, waiting, turn, table === undefined && followed.ready > 0]);

  return {
    followed,
    atlas,
    table,
    tokensShare,
    failure: failure ?? (atlas ? undefined : followed.failure),
    retry: () => setTurn((t) => t + 1),
  };
}
