import { useCallback, useEffect, useRef, useState } from "react";
import { corpora } from "../api/clients";
import { type Failure, failureOf } from "../api/failure";
import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import type { Job } from "../gen/attentionviz/v1/job_pb";

export interface Corpora {
  /** Of ListCorpora, newest first. */
  listed: Corpus[];
  loading: boolean;
  failure?: Failure;
  refresh: () => void;
  find: (corpusId: string) => Corpus | undefined;
  /** One that was just uploaded. */
  add: (corpus: Corpus) => void;
  /** One that was just deleted. */
  remove: (corpusId: string) => void;
}

/** What the server keeps, and what the jobs shown are over: a corpus sent within a job is listed nowhere but can be asked for. */
export function useCorpora(shown: Job[]): Corpora {
  const [listed, setListed] = useState<Corpus[]>([]);
  const [others, setOthers] = useState<Map<string, Corpus | undefined>>(new Map());
  const [state, setState] = useState<{ loading: boolean; failure?: Failure }>({ loading: true });
  const [turn, setTurn] = useState(0);
  const asked = useRef(new Set<string>());

  useEffect(() => {
    const abort = new AbortController();
    setState({ loading: true });
    corpora
      .listCorpora({ pageSize: 200 }, { signal: abort.signal })
      .then((answer) => {
        setListed(answer.corpora);
        setState({ loading: false });
      })
      .catch((error) => !abort.signal.aborted && setState({ loading: false, failure: failureOf(error) }));
    return () => abort.abort();
  }, [turn]);

  const missing = shown.map((job) => job.spec?.corpusId ?? "").filter((id) => id && !listed.some((c) => c.corpusId === id));
  const wanted = [...new Set(missing)].sort().join(" ");
  useEffect(() => {
    if (state.loading || !wanted) return;
    void (async () => {
      // One after the other: names can wait, and connections are few.
      for (const corpusId of wanted.split(" ")) {
        if (asked.current.has(corpusId)) continue;
        asked.current.add(corpusId);
        const answer = await corpora.getCorpus({ corpusId }).catch(() => undefined);
        setOthers((before) => new Map(before).set(corpusId, answer?.corpus));
      }
    })();
  }, [wanted, state.loading]);

  const find = useCallback((id: string) => listed.find((c) => c.corpusId === id) ?? others.get(id), [listed, others]);
  const add = useCallback((corpus: Corpus) => setListed((before) => [corpus, ...before.filter((c) => c.corpusId !== corpus.corpusId)]), []);
  const remove = useCallback((corpusId: string) => {
    asked.current.add(corpusId);
    setListed((before) => before.filter((c) => c.corpusId !== corpusId));
  }, []);
  const refresh = useCallback(() => setTurn((t) => t + 1), []);
  return { ...state, listed, find, add, remove, refresh };
}
