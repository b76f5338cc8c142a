import type { Corpus } from "../gen/attentionviz/v1/corpus_pb";
import { counted } from "../ui/counted";
import { formatLabels } from "./corpusFile";
import { inBytes } from "./words";

export const corpusLine = (corpus: Corpus): string =>
  `${counted(corpus.sequences, "sequence")}, ${formatLabels[corpus.format]}, ${inBytes(corpus.bytes)}`;

export function CorpusLine({ corpus }: { corpus: Corpus }) {
  return (
    <span>
      <strong>{corpus.name || "without a name"}</strong> <span className="quiet">{corpusLine(corpus)}</span>
      {corpus.metadataFields.length > 0 && <span className="quiet">, with {corpus.metadataFields.join(", ")}</span>}
    </span>
  );
}
