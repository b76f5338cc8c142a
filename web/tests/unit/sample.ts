import { create } from "@bufbuild/protobuf";
import { type TokenTable, tableOf } from "../../src/data/tokens";
import {
  type ImageGrid,
  ImageGridSchema,
  type SequenceInfo,
  StreamTokensResponseSchema,
} from "../../src/gen/attentionviz/v1/atlas_service_pb";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";

export interface Sequence {
  /** Those of the source where any sequence has a target. */
  tokens: string[];
  target?: string[];
  special?: number[];
  metadata?: Record<string, string | number>;
  grid?: Partial<Omit<ImageGrid, "$typeName">>;
  id?: string;
}

const metadataOf = (v: string | number) =>
  ({ value: typeof v === "number" ? { case: "number" as const, value: v } : { case: "text" as const, value: v } }) as const;

/** The message by which a gateway would send these sequences, whole. */
export function tokensMessage(sequences: Sequence[]) {
  const message = create(StreamTokensResponseSchema);
  // A model has sides for all sequences or for none.
  const sided = sequences.some((s) => s.target);
  const vocabulary = new Map<string, number>();
  for (const [index, s] of sequences.entries()) {
    const words = [...s.tokens, ...(s.target ?? [])];
    message.sequences.push({
      $typeName: "attentionviz.v1.SequenceInfo",
      index: BigInt(index * 10),
      id: s.id ?? `s${index}`,
      text: words.join(" "),
      firstRow: message.totalRows,
      tokens: words.length,
      truncated: false,
      metadata: Object.fromEntries(
        Object.entries(s.metadata ?? {}).map(([k, v]) => [k, { $typeName: "attentionviz.v1.MetadataValue", ...metadataOf(v) }]),
      ),
      image: s.grid && create(ImageGridSchema, s.grid),
      targetText: "",
      sourceTokens: sided ? s.tokens.length : 0,
    } as SequenceInfo);
    words.forEach((word, i) => {
      if (!vocabulary.has(word)) vocabulary.set(word, vocabulary.size + 100);
      const inTarget = i >= s.tokens.length;
      message.texts.push(word);
      message.tokenIds.push(vocabulary.get(word)!);
      message.positions.push(inTarget ? i - s.tokens.length : i);
      message.special.push(s.special?.includes(i) ?? false);
      if (sided) message.sides.push(inTarget ? TokenSide.TARGET : TokenSide.SOURCE);
    });
    message.totalRows += BigInt(words.length);
  }
  return message;
}

export const sampleOf = (sequences: Sequence[]): TokenTable => tableOf([tokensMessage(sequences)]);

/** `count` sequences of so many tokens each. */
export const sampleOfLengths = (lengths: number[]): TokenTable =>
  sampleOf(lengths.map((length, s) => ({ tokens: Array.from({ length }, (_, i) => `t${s}.${i}`) })));
