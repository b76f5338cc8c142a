import { create, toBinary } from "@bufbuild/protobuf";
import { type Corpus, CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import type { JobSpec } from "../gen/attentionviz/v1/job_pb";
import { type SubmitJobRequest, SubmitJobRequestSchema } from "../gen/attentionviz/v1/job_service_pb";
import type { Draft } from "./draft";

export const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

export const pastedName = (draft: Draft): string => draft.name.trim() || "pasted text";

export const overCorpus = (spec: JobSpec, corpus: Corpus): SubmitJobRequest =>
  create(SubmitJobRequestSchema, { spec: { ...spec, corpusId: corpus.corpusId } });

/** Over the corpus of the job whose vectors it takes. */
export const overVectors = (spec: JobSpec): SubmitJobRequest => create(SubmitJobRequestSchema, { spec });

export const overText = (spec: JobSpec, draft: Draft): SubmitJobRequest =>
  create(SubmitJobRequestSchema, {
    spec,
    inlineCorpus: { header: { name: pastedName(draft), format: CorpusFormat.TEXT }, content: bytesOf(draft.text) },
  });

/** The same text for the same request, whatever its id. */
export function wishOf(request: SubmitJobRequest): string {
  // Latin-1 gives every byte a character of its own.
  return new TextDecoder("latin1").decode(toBinary(SubmitJobRequestSchema, { ...request, requestId: "" }));
}
