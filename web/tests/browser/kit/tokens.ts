import type { Api } from "./api";

export interface SequenceRow {
  index: string;
  id: string;
  text: string;
  firstRow: string;
  tokens: number;
  metadata: Record<string, { text?: string; number?: number }>;
  image?: { width: number; height: number; rows: number; columns: number; leading: number };
}

/** What the JSON API tells of the tokens drawn, a value a row. */
export interface Tokens {
  texts: string[];
  positions: number[];
  special: boolean[];
  /** TOKEN_SIDE_SOURCE and _TARGET of an encoder-decoder. */
  sides: string[];
  /** Of the row. */
  sequence: SequenceRow[];
  sequences: SequenceRow[];
}

export async function tokensOf(api: Api, job: string): Promise<Tokens> {
  const chunks = await api.lines(`/v1/jobs/${job}/tokens`);
  const sequences: SequenceRow[] = chunks.flatMap((c) => c.sequences);
  return {
    texts: chunks.flatMap((c) => c.texts),
    positions: chunks.flatMap((c) => c.positions),
    special: chunks.flatMap((c) => c.special),
    sides: chunks.flatMap((c) => c.sides),
    sequences,
    sequence: sequences.flatMap((s) => Array<SequenceRow>(s.tokens).fill(s)),
  };
}

/** Row of a sequence's first token. */
export const firstRow = (s: SequenceRow): number => Number(s.firstRow);

/** Weights of a sequence in one head, queries by keys. */
export async function attentionOf(api: Api, job: string, index: string, head: [number, number], more: object = {}) {
  const body = { heads: [{ layer: head[0], head: head[1] }], ...more };
  const answer = await api.post(`/v1/jobs/${job}/sequences/${index}/attention`, body);
  return answer.heads[0].weights as { shape: string[]; data: string };
}
