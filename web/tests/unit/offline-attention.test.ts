import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { pointsOf } from "../../src/data/points";
import { HeadSummarySchema } from "../../src/gen/attentionviz/v1/atlas_pb";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { attentionOf } from "../../src/offline/attention";
import { Random, seeds } from "./random";
import { sampleOf } from "./sample";

const width = 6;

/** A sample, a head over it, and a vector for each of its points. */
function anyHead(random: Random, querySide: TokenSide, keySide: TokenSide, causal: boolean, size = 1) {
  const words = () => Array.from({ length: random.whole(1, 9) }, (_, i) => `w${i}`);
  const sided = querySide !== TokenSide.UNSPECIFIED;
  const table = sampleOf(Array.from({ length: 4 }, () => ({ tokens: words(), target: sided ? words() : undefined })));
  const head = create(HeadSummarySchema, { layer: 2, head: 3, width, scale: 0.4, causal, querySide, keySide });
  const points = pointsOf(table, head);
  const vectors = (count: number) => Float32Array.from({ length: count * width }, () => random.normal() * size);
  return { table, head, points, queries: vectors(points.queries), keys: vectors(points.rows.length - points.queries) };
}

const { UNSPECIFIED, SOURCE, TARGET } = TokenSide;

describe("attentionOf", () => {
  it.each([
    ["of one side", UNSPECIFIED, UNSPECIFIED, false],
    ["of one side, causal", UNSPECIFIED, UNSPECIFIED, true],
    ["of the encoder", SOURCE, SOURCE, false],
    ["of the decoder", TARGET, TARGET, true],
    ["across", TARGET, SOURCE, true],
  ])("AttentionOf_Head %s_IsTheSoftmaxOfScaledProducts", (_, querySide, keySide, causal) => {
    for (const seed of seeds(10)) {
      const random = new Random(seed);
      const { table, head, points, queries, keys } = anyHead(random, querySide, keySide, causal);
      for (const [sequence] of table.sequences.entries()) {
        const got = attentionOf(head, table, points, sequence, queries, keys);
        const rows = [...Array(table.rows).keys()].filter((row) => table.sequenceOf[row] === sequence);
        const ofSide = (side: TokenSide) => rows.filter((row) => table.sides[row] === side);
        const [from, to] = [ofSide(querySide), ofSide(keySide)];
        expect(got).toMatchObject({ layer: 2, head: 3, queries: from.length, keys: to.length, queryRow: from[0], keyRow: to[0] });
        const place = (row: number, query: boolean) =>
          query ? [...points.rows].indexOf(row) : [...points.rows].lastIndexOf(row) - points.queries;
        from.forEach((query, i) => {
          const powers = to.map((key) => {
            if (causal && querySide === keySide && key > query) return 0;
            let sum = 0;
            for (let d = 0; d < width; d++) sum += queries[place(query, true) * width + d] * keys[place(key, false) * width + d];
            return Math.exp(0.4 * sum);
          });
          const total = powers.reduce((a, b) => a + b);
          powers.forEach((power, j) => {
            expect(got.weights[i * to.length + j]).toBeCloseTo(power / total, 5);
            if (power === 0) expect(got.weights[i * to.length + j]).toBe(0);
          });
        });
      }
    }
  });

  it("AttentionOf_GreatLogits_StillSumToOne", () => {
    const { table, head, points, queries, keys } = anyHead(new Random(3), UNSPECIFIED, UNSPECIFIED, false, 100);
    const { weights, queries: rows, keys: columns } = attentionOf(head, table, points, 1, queries, keys);
    for (let i = 0; i < rows; i++) {
      expect(weights.subarray(i * columns, (i + 1) * columns).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    }
  });
});
