import type { SequenceInfo, StreamTokensResponse } from "../gen/attentionviz/v1/atlas_service_pb";
import { TokenSide } from "../gen/attentionviz/v1/model_pb";

/** Tokens drawn, by column; an entry a row. */
export interface TokenTable {
  rows: number;
  /** Distinct texts; `textOf` points into them. */
  texts: string[];
  textOf: Int32Array;
  positions: Int32Array;
  ids: Int32Array;
  special: Uint8Array;
  /** TokenSide. */
  sides: Uint8Array;
  /** Which of `sequences` a row is of. */
  sequenceOf: Int32Array;
  sequences: SequenceInfo[];
}

/** A sequence's rows on one side: [first, end). */
export interface RowRange {
  first: number;
  end: number;
}

/** Chunks in any order make one table. Throws where rows are missing. */
export function tableOf(chunks: StreamTokensResponse[]): TokenTable {
  const rows = Number(chunks[0]?.totalRows ?? 0n);
  const table: TokenTable = {
    rows,
    texts: [],
    textOf: new Int32Array(rows),
    positions: new Int32Array(rows),
    ids: new Int32Array(rows),
    special: new Uint8Array(rows),
    sides: new Uint8Array(rows),
    sequenceOf: new Int32Array(rows),
    sequences: [],
  };
  const places = new Map<string, number>();
  let got = 0;
  for (const chunk of [...chunks].sort((a, b) => Number(a.firstRow - b.firstRow))) {
    const first = Number(chunk.firstRow);
    table.positions.set(chunk.positions, first);
    table.ids.set(chunk.tokenIds, first);
    chunk.texts.forEach((text, i) => {
      let place = places.get(text);
      if (place === undefined) {
        place = table.texts.length;
        places.set(text, place);
        table.texts.push(text);
      }
      table.textOf[first + i] = place;
      table.special[first + i] = chunk.special[i] ? 1 : 0;
      table.sides[first + i] = chunk.sides[i] ?? TokenSide.UNSPECIFIED;
    });
    for (const sequence of chunk.sequences) {
      const start = Number(sequence.firstRow);
      table.sequenceOf.fill(table.sequences.length, start, start + sequence.tokens);
      table.sequences.push(sequence);
    }
    got += chunk.texts.length;
  }
  if (got !== rows) throw new Error(`the gateway sent ${got} of ${rows} tokens; try again`);
  return table;
}

/** The sequence's place in `table.sequences`, by its place in the corpus; -1 where it is not drawn. */
export function sequenceAt(table: TokenTable, index: number): number {
  return table.sequences.findIndex((s) => Number(s.index) === index);
}

export function rowsOf(sequence: SequenceInfo, side: TokenSide): RowRange {
  const first = Number(sequence.firstRow);
  const [middle, end] = [first + sequence.sourceTokens, first + sequence.tokens];
  if (side === TokenSide.SOURCE) return { first, end: middle };
  return side === TokenSide.TARGET ? { first: middle, end } : { first, end };
}

export const textAt = (table: TokenTable, row: number): string => table.texts[table.textOf[row]];

/** How many tokens the row's sequence has on the row's side. */
export function lengthAt(table: TokenTable, row: number): number {
  const range = rowsOf(table.sequences[table.sequenceOf[row]], table.sides[row] as TokenSide);
  return range.end - range.first;
}

export const isImage = (table: TokenTable): boolean => table.sequences.some((s) => s.image !== undefined);
