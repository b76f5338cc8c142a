import { describe, expect, test } from "vitest";
import { strongest } from "../../src/sequence/strongest";
import { cropped, placesOf, renormalised, rowOf, type Weights, weightText } from "../../src/sequence/weights";
import { withoutHidden } from "../../src/sequence/withoutHidden";

let seed = 7;
const random = () => {
  seed = (seed * 48271) % 2147483647;
  return seed / 2147483647;
};

function someWeights(queries: number, keys: number, causal = false): Weights {
  const values = Float32Array.from({ length: queries * keys }, (_, i) => (causal && i % keys > Math.floor(i / keys) ? 0 : random() ** 3));
  return renormalised({ queries, keys, values });
}

const sum = ({ keys, values }: Weights, query: number) => values.subarray(query * keys, (query + 1) * keys).reduce((a, b) => a + b, 0);

describe("renormalised", () => {
  test("Renormalised_HiddenKeys_RowsSumToOneAndKeepTheirRatios", () => {
    const weights = someWeights(9, 12);
    const shown = renormalised(weights, new Set(), new Set([0, 5, 11]));
    for (let q = 0; q < 9; q++) {
      expect(sum(shown, q)).toBeCloseTo(1, 5);
      for (const k of [0, 5, 11]) expect(shown.values[q * 12 + k]).toBe(0);
      const [a, b] = [q * 12 + 3, q * 12 + 8];
      expect(shown.values[a] * weights.values[b]).toBeCloseTo(shown.values[b] * weights.values[a], 6);
    }
  });

  test("Renormalised_HiddenQuery_RowIsZeroAndOthersAreUnchanged", () => {
    const weights = someWeights(6, 4);
    const shown = renormalised(weights, new Set([2]));
    expect(sum(shown, 2)).toBe(0);
    for (const q of [0, 1, 3, 4, 5]) for (let k = 0; k < 4; k++) expect(shown.values[q * 4 + k]).toBeCloseTo(weights.values[q * 4 + k], 6);
  });

  test("Renormalised_EveryKeyInSightHidden_RowIsZeroNotNaN", () => {
    const shown = renormalised(someWeights(3, 3, true), new Set(), new Set([0]));
    expect([...shown.values.subarray(0, 3)]).toEqual([0, 0, 0]);
    expect(sum(shown, 2)).toBeCloseTo(1, 5);
  });

  test("WithoutHidden_TokensOfTwoSides_AreCountedFromEachSidesFirstRow", () => {
    const side = (title: string, count: number, firstRow: number) => ({ title, texts: Array.from({ length: count }, String), firstRow });
    const weights = someWeights(2, 3);
    const hidden = ({ row, query }: { row: number; query: boolean }) => (query ? row === 11 : row === 6);
    const shown = withoutHidden(weights, { queries: side("Queries", 2, 10), keys: side("Keys", 3, 5) }, hidden);
    expect(sum(shown, 1)).toBe(0);
    expect(shown.values[1]).toBe(0);
    expect(sum(shown, 0)).toBeCloseTo(1, 5);
  });
});

describe("cropped", () => {
  test("Cropped_ShorterSequence_IsTheCornerWithRowsOfOne", () => {
    const mean = someWeights(10, 8);
    const shown = cropped(mean, 4, 3);
    expect([shown.queries, shown.keys, shown.values.length]).toEqual([4, 3, 12]);
    for (let q = 0; q < 4; q++) {
      const corner = mean.values[q * 8] + mean.values[q * 8 + 1] + mean.values[q * 8 + 2];
      for (let k = 0; k < 3; k++) expect(shown.values[q * 3 + k]).toBeCloseTo(mean.values[q * 8 + k] / corner, 5);
    }
  });

  test("Cropped_LongerSequenceThanTheMean_LeavesTheRestEmpty", () => {
    const shown = cropped(someWeights(2, 2), 3, 4);
    expect(sum(shown, 0)).toBeCloseTo(1, 5);
    expect(sum(shown, 2)).toBe(0);
    expect(shown.values[3]).toBe(0);
  });
});

describe("strongest", () => {
  const bruteForce = ({ values }: Weights, most: number) =>
    [...values]
      .filter((v) => v > 0)
      .sort((a, b) => b - a)
      .slice(0, most);

  test.each([0, 1, 7, 100, 5000])("Strongest_%d_AreThoseOfBruteForceWeakestFirst", (most) => {
    const weights = someWeights(31, 23, true);
    const { places, all } = strongest(weights, most);
    expect(all).toBe([...weights.values].filter((v) => v > 0).length);
    expect(new Set(places).size).toBe(places.length);
    expect([...places].map((i) => weights.values[i]).reverse()).toEqual(bruteForce(weights, most));
  });

  test("Strongest_ManyTies_AreExactlySoMany", () => {
    const weights = { queries: 4, keys: 4, values: new Float32Array(16).fill(0.25) };
    expect(strongest(weights, 5).places.length).toBe(5);
  });
});

describe("one token", () => {
  test("RowOf_QueryAndKey_AreRowAndColumn", () => {
    const weights = { queries: 2, keys: 3, values: Float32Array.of(1, 2, 3, 4, 5, 6) };
    expect([...rowOf(weights, 1, -1)]).toEqual([4, 5, 6]);
    expect([...rowOf(weights, -1, 1)]).toEqual([2, 5]);
  });

  test("PlacesOf_Key_AreItsPositiveWeightsWeakestFirst", () => {
    const weights = { queries: 3, keys: 2, values: Float32Array.of(0, 0.9, 0, 0, 0, 0.2) };
    expect(placesOf(weights, -1, 1)).toEqual([5, 1]);
    expect(placesOf(weights, -1, -1)).toBeUndefined();
  });

  test("WeightText_TooLittleForTwoDecimals_IsNotShownAsNothing", () => {
    expect([weightText(0), weightText(0.001), weightText(0.125)]).toEqual(["", "<.01", "0.13"]);
  });
});
