import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { isImage, lengthAt, rowsOf, sequenceAt, tableOf, textAt } from "../../src/data/tokens";
import { type StreamTokensResponse, StreamTokensResponseSchema } from "../../src/gen/attentionviz/v1/atlas_service_pb";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { Random, seeds } from "./random";
import { type Sequence, sampleOf, tokensMessage } from "./sample";

/** The message cut into chunks, a sequence going with the chunk that its first row is in. */
function cut(whole: StreamTokensResponse, random: Random): StreamTokensResponse[] {
  const chunks: StreamTokensResponse[] = [];
  const rows = whole.texts.length;
  for (let first = 0; first < rows; ) {
    const end = Math.min(rows, first + random.whole(1, 7));
    const part = create(StreamTokensResponseSchema, {
      firstRow: BigInt(first),
      totalRows: BigInt(rows),
      texts: whole.texts.slice(first, end),
      tokenIds: whole.tokenIds.slice(first, end),
      positions: whole.positions.slice(first, end),
      special: whole.special.slice(first, end),
      sides: whole.sides.slice(first, end),
    });
    part.sequences = whole.sequences.filter((s) => Number(s.firstRow) >= first && Number(s.firstRow) < end);
    chunks.splice(random.whole(0, chunks.length), 0, part);
    first = end;
  }
  return chunks;
}

const words = ["a", "the", "##s", "語", "", "x"];
const sequences = (random: Random): Sequence[] =>
  Array.from({ length: random.whole(1, 6) }, () => ({
    tokens: random.many(random.whole(1, 9), () => 0).map(() => random.pick(words)),
    target: random.next() < 0.5 ? undefined : random.many(random.whole(1, 5), () => 0).map(() => random.pick(words)),
    special: [0],
  }));

describe("tableOf", () => {
  it.each(seeds(30))("TableOf_ChunksInAnyOrder_HoldsEveryTokenInItsRow %i", (seed) => {
    const random = new Random(seed);
    const given = sequences(random);
    const whole = tokensMessage(given);
    const table = tableOf(cut(whole, random));
    expect(table.rows).toBe(whole.texts.length);
    expect(new Set(table.texts).size).toBe(table.texts.length);
    const rows = Array.from({ length: table.rows }, (_, row) => row);
    expect(rows.map((row) => textAt(table, row))).toEqual(whole.texts);
    expect([...table.ids]).toEqual(whole.tokenIds);
    expect([...table.positions]).toEqual(whole.positions);
    expect([...table.special]).toEqual(whole.special.map(Number));
    const expected = given.flatMap((s, i) => [...s.tokens, ...(s.target ?? [])].map(() => i));
    expect([...table.sequenceOf]).toEqual(expected);
    expect(table.sequences).toEqual(whole.sequences);
    const lengths = given.flatMap((s) => [...s.tokens.map(() => s.tokens.length), ...(s.target ?? []).map(() => (s.target ?? []).length)]);
    expect(rows.map((row) => lengthAt(table, row))).toEqual(lengths);
  });

  it("TableOf_RowsMissing_SaysHowManyCame", () => {
    const whole = tokensMessage([{ tokens: ["a", "b", "c"] }]);
    const [first] = cut(whole, new Random(8));
    expect(() => tableOf([first])).toThrow(`sent ${first.texts.length} of 3 tokens`);
  });

  it("TableOf_NoTokens_IsEmpty", () => {
    expect(tableOf([])).toMatchObject({ rows: 0, sequences: [] });
  });
});

describe("rowsOf", () => {
  const table = sampleOf([
    { tokens: ["a", "b", "c"], target: ["d", "e"] },
    { tokens: ["f"], target: ["g", "h"] },
  ]);

  it("RowsOf_TwoSides_SplitTheSequenceBetweenThem", () => {
    const [, second] = table.sequences;
    expect(rowsOf(second, TokenSide.SOURCE)).toEqual({ first: 5, end: 6 });
    expect(rowsOf(second, TokenSide.TARGET)).toEqual({ first: 6, end: 8 });
    expect(rowsOf(second, TokenSide.UNSPECIFIED)).toEqual({ first: 5, end: 8 });
  });

  it("SequenceAt_PlaceInTheCorpus_IsFoundOrMinusOne", () => {
    expect([sequenceAt(table, 0), sequenceAt(table, 10), sequenceAt(table, 1)]).toEqual([0, 1, -1]);
  });

  it("IsImage_Sample_AsksForAGrid", () => {
    expect(isImage(table)).toBe(false);
    expect(isImage(sampleOf([{ tokens: ["r0 c0"], grid: { rows: 1, columns: 1 } }]))).toBe(true);
  });
});
