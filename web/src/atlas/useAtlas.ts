import { startTransition, useEffect, useRef, useState } from "react";
import { atlases } from "../api/clients";
import { type Failure, failureOf, isAbort } from "../api/failure";
import { takeAtlas } from "../data/headStart";
import { loadTokens } from "../data/load";
import type { TokenTable } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { type Followed, useJob } from "./useJob";

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
  const [tries, setTries] = useState(0);
  const followed = useJob(jobId, tries);
  const [atlas, setAtlas] = useState<Atlas>();
  const [table, setTable] = useState<TokenTable>();
  const [tokensShare, setShare] = useState<number>();
  const [failure, setFailure] = useState<Failure>();
  const [turn, setTurn] = useState(0);
  const asked = useRef(0);

  // One question at a time: what becomes ready while one is on its way is asked for after it.
  const [asking, setAsking] = useState(true);
  const seen = useRef(-1);
  useEffect(() => {
    if (asking || seen.current === followed.ready || atlas?.heads.every((h) => h.ready)) return;
    const timer = setTimeout(() => setAsking(true), Math.max(0, asked.current + 1000 - Date.now()));
    return () => clearTimeout(timer);
  }, [asking, followed.ready, atlas]);
  useEffect(() => {
    if (!asking) return;
    const abort = new AbortController();
    asked.current = Date.now();
    seen.current = followed.ready;
    (takeAtlas(jobId) ?? atlases.getAtlas({ jobId }, { signal: abort.signal }))
      .then((answer) => {
        if (abort.signal.aborted) return;
        // Hundreds of heads are drawn in slices, between which the page can be used.
        startTransition(() => setAtlas(answer.atlas));
        setFailure(undefined);
      })
      .catch((error) => {
        const failed = failureOf(error);
        if (!abort.signal.aborted && !isAbort(error) && failed.code !== NOT_YET) setFailure(failed);
      })
      .finally(() => !abort.signal.aborted && setAsking(false));
    return () => abort.abort();
  }, [jobId, asking]);

  // Tokens are there once the model has run over all of the corpus; asked for at once, for most atlases are finished ones,
  // and again, where they were not there yet, when the job has come further.
  const [missedAt, setMissedAt] = useState<string>();
  const stand = `${followed.state} ${followed.ready > 0}`;
  const latest = useRef(stand);
  latest.current = stand;
  const again = missedAt !== undefined && missedAt !== stand;
  useEffect(() => {
    if (again) setTurn((t) => t + 1);
  }, [again]);
  useEffect(() => {
    if (table) return;
    const abort = new AbortController();
    const at = latest.current;
    setMissedAt(undefined);
    loadTokens(jobId, abort.signal, setShare)
      .then((t) => !abort.signal.aborted && setTable(t))
      .catch((error) => {
        const failed = failureOf(error);
        if (abort.signal.aborted || isAbort(error)) return;
        if (failed.code === NOT_YET) setMissedAt(at);
        else setFailure(failed);
      });
    return () => abort.abort();
  }, [jobId, turn]);

  const retry = () => {
    seen.current = -1;
    setTries((t) => t + 1);
    setAsking(true);
    setTurn((t) => t + 1);
  };
  return {
    followed,
    atlas,
    table,
    tokensShare,
    failure: failure ?? (atlas ? undefined : followed.failure),
    retry,
  };
}
