import { useMemo } from "react";
import { type Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import type { SubmitJobRequest } from "../gen/attentionviz/v1/job_service_pb";
import type { Model } from "../gen/attentionviz/v1/model_pb";
import { linesOf, misfit } from "./corpusFile";
import type { Draft } from "./draft";
import type { Problems } from "./numbers";
import { bytesOf, overCorpus, overText, overVectors } from "./request";
import { type Read, specOf } from "./spec";
import type { Bytes } from "./startFrom";
import type { Corpora } from "./useCorpora";

export interface Wish {
  /** Changes with everything that decides the job. */
  said: string;
  read: Read;
  corpus?: Corpus;
  /** What the job would be over; undefined while nothing is chosen. */
  bytes?: Bytes;
  missing: Problems;
  /** Why the model cannot read the corpus. */
  unfit: string;
  /** Whether it can be sent. */
  stands: boolean;
  /** Undefined where it does not stand, or a text has to be uploaded first. */
  request?: SubmitJobRequest;
  /** What an estimate waits for; empty where there can be one. */
  waitsFor: string;
}

/** What the form asks for, and what it lacks. */
export function useWish(draft: Draft, model: Model | undefined, corpora: Corpora, mostInline: bigint): Wish {
  const { options, estimate, ...decides } = draft;
  const said = JSON.stringify(decides);
  const read = useMemo(() => specOf(draft), [said]);
  const [reuses, pasted] = [draft.reuse !== "", draft.source === "paste"];
  const text = useMemo(() => ({ lines: linesOf(draft.text), bytes: BigInt(bytesOf(draft.text).length) }), [draft.text]);
  const corpus = pasted ? undefined : corpora.find(draft.source === "file" ? draft.uploadedId : draft.corpusId);
  const format = pasted ? CorpusFormat.TEXT : corpus?.format;

  const unfit = !reuses && model && format ? misfit(model, format) : "";
  const missing: Problems = {
    ...(reuses || model ? {} : { model_id: "Choose a model." }),
    ...(reuses || corpus || (pasted && text.lines > 0) ? {} : { corpus: pasted ? "Paste a line of text at least." : "Choose a corpus." }),
  };
  const faulty = Object.keys(read.problems).length > 0;
  const large = !reuses && pasted && text.bytes > mostInline;
  const stands = !missing.model_id && !missing.corpus && !unfit && !faulty;
  const request = useMemo(() => {
    if (!stands || large) return undefined;
    if (reuses) return overVectors(read.spec);
    return corpus ? overCorpus(read.spec, corpus) : overText(read.spec, draft);
  }, [read, stands, large, reuses, corpus?.corpusId]);

  const bytes = pasted ? text.lines > 0 && { corpusId: "", format: CorpusFormat.TEXT, bytes: text.bytes, sha256: "" } : corpus;
  const waitsFor =
    missing.model_id ?? missing.corpus ?? (unfit || (faulty ? "Mend the marked fields." : large ? "Once the text is on the server." : ""));
  return { said, read, corpus, bytes: bytes || undefined, missing, unfit, stands, request, waitsFor };
}
