import { CorpusFormat } from "../gen/attentionviz/v1/corpus_pb";
import { type Model, ModelInput } from "../gen/attentionviz/v1/model_pb";

export const formatLabels: Record<CorpusFormat, string> = {
  [CorpusFormat.UNSPECIFIED]: "unknown",
  [CorpusFormat.TEXT]: "text",
  [CorpusFormat.JSONL]: "JSONL",
  [CorpusFormat.IMAGE_ZIP]: "images",
};

const endings: [RegExp, CorpusFormat][] = [
  [/\.(txt|text)$/i, CorpusFormat.TEXT],
  [/\.(jsonl|ndjson)$/i, CorpusFormat.JSONL],
  [/\.zip$/i, CorpusFormat.IMAGE_ZIP],
];

/** As the gateway tells it; undefined where the name says nothing. */
export const formatOf = (fileName: string): CorpusFormat | undefined => endings.find(([ending]) => ending.test(fileName))?.[1];

/** Why the model cannot read a corpus of this kind; empty where it can. */
export function misfit(model: Model, format: CorpusFormat): string {
  const images = format === CorpusFormat.IMAGE_ZIP;
  if (model.input === ModelInput.IMAGE && !images)
    return `${model.modelId} reads images: give a .zip of pictures, or choose a model that reads text.`;
  if (model.input !== ModelInput.IMAGE && images)
    return `${model.modelId} reads text: give lines of text or a .jsonl file, or choose a model that reads images.`;
  if (model.input === ModelInput.TOKEN_IDS && format === CorpusFormat.TEXT) {
    return `${model.modelId} has no tokenizer and takes token ids only: give a .jsonl file with "ids" on each line, or choose another model.`;
  }
  return "";
}

/** Sequences of a pasted text. */
export const linesOf = (text: string): number => text.split("\n").filter((line) => line.trim() !== "").length;
