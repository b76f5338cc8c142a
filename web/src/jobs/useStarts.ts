import { useMemo } from "react";
import { CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import type { Job } from "../gen/attentionviz/v1/job_pb";
import type { Draft } from "./draft";
import { shortId } from "./jobWords";
import { type Bytes, startingFrom, startsBeside, startsOver } from "./startFrom";
import type { Corpora } from "./useCorpora";

export interface Starts {
  chosen: string;
  jobs: Job[];
  choose: (jobId: string) => void;
  hint: string;
  problem?: string;
}

/** The jobs of the list that maps could start from, as the form stands. */
export function useStarts(
  draft: Draft,
  set: (change: Partial<Draft>) => void,
  listed: Job[],
  corpora: Corpora,
  bytes: Bytes | undefined,
  reused: Job | undefined,
): Starts {
  const { reuse, model, initFrom } = draft;
  const known = reuse ? reused !== undefined : bytes !== undefined;
  const found = useMemo(() => {
    if (reuse) return reused ? startsBeside(reused, listed, corpora.find) : [];
    return bytes ? startsOver(bytes, model, listed, corpora.find) : [];
  }, [reuse, reused, model, listed, corpora.find, bytes?.corpusId, bytes?.bytes]);

  const choose = (jobId: string) => {
    const job = found.find((j) => j.jobId === jobId);
    set(job && !reuse ? startingFrom(job, listed, bytes?.format === CorpusFormat.IMAGE_ZIP) : { initFrom: jobId });
  };
  // Of a job that is not listed the server has to tell.
  const strays = known && !corpora.loading && listed.some((job) => job.jobId === initFrom) && !found.some((job) => job.jobId === initFrom);
  const what = reuse ? "the same tokens" : "this corpus";
  return {
    chosen: initFrom,
    jobs: found,
    choose,
    hint: !known
      ? "choose the corpus first"
      : found.length === 0
        ? `no finished job listed is over ${what}`
        : `to lie over that job's maps${reuse ? "" : "; takes its seed and token budget"}`,
    problem: strays ? `job ${shortId(initFrom)} is not over ${what}: choose another, or none` : undefined,
  };
}
