import { describe, expect, it } from "vitest";
import { pointsOf } from "../../src/data/points";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { LEAST_WEIGHT, linesOf } from "../../src/head/lines";
import { Random, seeds } from "./random";
import { sampleOf, sampleOfLengths } from "./sample";

const unsided = { querySide: TokenSide.UNSPECIFIED, keySide: TokenSide.UNSPECIFIED };

describe("linesOf", () => {
  it.each(seeds(20))("LinesOf_AnyWeights_AreTheFirstOfEachQuerySorted %i", (seed) => {
    const random = new Random(seed);
    const lengths = random.many(3, () => random.whole(1, 9));
    const table = sampleOfLengths(lengths);
    const points = pointsOf(table, unsided);
    const [n, first] = [lengths[1], lengths[0]];
    const weights = Float32Array.from({ length: n * n }, () => random.next() ** 3);
    const most = random.whole(1, 4);
    const lines = linesOf({ layer: 0, head: 0, queries: n, keys: n, weights, queryRow: first, keyRow: first }, points, most);
    const expected = Array.from({ length: n }, (_, q) =>
      Array.from({ length: n }, (_, k) => ({ query: first + q, key: table.rows + first + k, weight: weights[q * n + k] }))
        .filter((l) => l.weight >= LEAST_WEIGHT)
        .sort((a, b) => b.weight - a.weight)
        .slice(0, most),
    ).flat();
    expect(lines).toEqual(expected);
  });

  it("LinesOf_Defaults_AreTwoKeysOfFiveHundredthsOrMore", () => {
    const points = pointsOf(sampleOfLengths([4]), unsided);
    const weights = Float32Array.of(0.3, 0.4, 0.2, 0.1, 0.96, 0.04, 0, 0, 0, 0.05, 0.95, 0, 0.04, 0.04, 0.04, 0.04);
    const lines = linesOf({ layer: 0, head: 0, queries: 4, keys: 4, weights, queryRow: 0, keyRow: 0 }, points);
    expect(lines.map((l) => [l.query, l.key - 4])).toEqual([
      [0, 1],
      [0, 0],
      [1, 0],
      [2, 2],
      [2, 1],
    ]);
  });

  it("LinesOf_CrossAttention_GoFromTargetToSource", () => {
    const table = sampleOf([
      { tokens: ["x"], target: ["y"] },
      { tokens: ["a", "b"], target: ["c", "d", "e"] },
    ]);
    const points = pointsOf(table, { querySide: TokenSide.TARGET, keySide: TokenSide.SOURCE });
    const weights = Float32Array.of(1, 0, 0, 1, 1, 0);
    const lines = linesOf({ layer: 0, head: 0, queries: 3, keys: 2, weights, queryRow: 4, keyRow: 2 }, points);
    expect(lines.map((l) => [points.rows[l.query], points.rows[l.key]])).toEqual([
      [4, 2],
      [5, 3],
      [6, 2],
    ]);
    for (const l of lines) expect(l.query < points.queries && l.key >= points.queries).toBe(true);
  });

  it("LinesOf_RowsThatAreNotDrawn_HaveNone", () => {
    const points = pointsOf(sampleOfLengths([3]), unsided, Int32Array.of(0, 2));
    const lines = linesOf(
      { layer: 0, head: 0, queries: 3, keys: 3, weights: new Float32Array(9).fill(0.3), queryRow: 0, keyRow: 0 },
      points,
      3,
    );
    expect(lines.map((l) => [l.query, l.key])).toEqual([
      [0, 2],
      [0, 3],
      [1, 2],
      [1, 3],
    ]);
  });
});
