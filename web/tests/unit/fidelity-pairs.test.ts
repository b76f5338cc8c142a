import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { pointsOf } from "../../src/data/points";
import { drawPairs, type HeadNumbers, invert, measure } from "../../src/fidelity/pairs";
import { type Alignment, AlignmentSchema } from "../../src/gen/attentionviz/v1/atlas_pb";
import { AlignmentMode } from "../../src/gen/attentionviz/v1/job_pb";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { Random, seeds } from "./random";
import { sampleOf, sampleOfLengths } from "./sample";

const { UNSPECIFIED, SOURCE, TARGET } = TokenSide;

describe("invert", () => {
  it.each(seeds(20))("Invert_AnyMatrix_TimesItselfIsTheIdentity %i", (seed) => {
    const random = new Random(seed);
    const n = random.whole(1, 24);
    const m = Float64Array.from({ length: n * n }, () => random.normal());
    const inverse = invert(m, n);
    let worst = 0;
    for (let r = 0; r < n; r++) {
      for (let c = 0; c < n; c++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += m[r * n + k] * inverse[k * n + c];
        worst = Math.max(worst, Math.abs(sum - (r === c ? 1 : 0)));
      }
    }
    expect(worst).toBeLessThan(1e-6);
  });

  it("Invert_NoughtOnTheDiagonal_IsNoHindrance", () => {
    const swap = Float64Array.of(0, 2, 0, 0, 0, 4, 8, 0, 0);
    expect([...invert(swap, 3)]).toEqual([0, 0, 0.125, 0.5, 0, 0, 0, 0.25, 0]);
    expect([...swap]).toEqual([0, 2, 0, 0, 0, 4, 8, 0, 0]);
  });
});

describe("drawPairs", () => {
  it.each(seeds(20))("DrawPairs_AnySample_AreOfOneSequenceAndSeen %i", (seed) => {
    const random = new Random(seed);
    const causal = random.next() < 0.5;
    const [querySide, keySide] = random.pick([
      [SOURCE, SOURCE],
      [TARGET, TARGET],
      [TARGET, SOURCE],
    ]);
    const words = () => Array.from({ length: random.whole(1, 12) }, (_, i) => `w${i}`);
    const table = sampleOf(Array.from({ length: random.whole(1, 8) }, () => ({ tokens: words(), target: words() })));
    const sides = { querySide, keySide };
    const points = pointsOf(table, sides);
    const pairs = drawPairs(table, points, sides, causal, 500);
    expect(pairs).toHaveLength(500);
    const wrong = pairs.filter(([q, k]) => {
      const [query, key] = [points.rows[q], points.rows[points.queries + k]];
      const there = q < points.queries && k < points.rows.length - points.queries;
      const together = table.sequenceOf[query] === table.sequenceOf[key];
      const ofSides = table.sides[query] === querySide && table.sides[key] === keySide;
      return !there || !together || !ofSides || (causal && querySide === keySide && key > query);
    });
    expect(wrong).toEqual([]);
  });

  it("DrawPairs_CrossAttention_LooksAtEveryKeyAlthoughTheDecoderIsCausal", () => {
    const table = sampleOf([{ tokens: ["a", "b", "c", "d"], target: ["x", "y"] }]);
    const sides = { querySide: TARGET, keySide: SOURCE };
    const pairs = drawPairs(table, pointsOf(table, sides), sides, true, 400);
    expect(new Set(pairs.map(([q, k]) => `${q} ${k}`)).size).toBe(8);
  });

  it("DrawPairs_LongSample_IsDrawnEvenlyOverQueriesAndKeys", () => {
    const table = sampleOfLengths([10, 10, 10, 10]);
    const sides = { querySide: UNSPECIFIED, keySide: UNSPECIFIED };
    const pairs = drawPairs(table, pointsOf(table, sides), sides, false, 4000);
    for (let row = 0; row < table.rows; row++) {
      // A hundred of each; five standard errors of a count that were left to chance.
      expect(Math.abs(pairs.filter(([q]) => q === row).length - 100)).toBeLessThan(50);
      expect(Math.abs(pairs.filter(([, k]) => k === row).length - 100)).toBeLessThan(50);
    }
  });

  it("DrawPairs_KeysThatAreNotDrawn_AreLeftOut", () => {
    const table = sampleOfLengths([6]);
    const sides = { querySide: UNSPECIFIED, keySide: UNSPECIFIED };
    const pairs = drawPairs(table, pointsOf(table, sides, Int32Array.of(1, 4)), sides, false, 300);
    expect(pairs.length).toBeGreaterThan(0);
    for (const [q, k] of pairs) expect([0, 1].includes(q) && [0, 1].includes(k)).toBe(true);
    expect(drawPairs(table, { rows: new Int32Array(0), queries: 0 }, sides, false, 9)).toEqual([]);
  });
});

const [queryCount, keyCount, width] = [7, 9, 5];

function headWith(random: Random, alignment: Alignment): HeadNumbers {
  const vectors = (count: number) => Float32Array.from({ length: count * width }, () => random.normal());
  return { queries: vectors(queryCount), keys: vectors(keyCount), width, scale: 0.3, causal: false, alignment };
}

/** A symmetric matrix with nothing near nought in the way of its inverse. */
function balanced(random: Random): number[] {
  const m = Array.from({ length: width * width }, () => 0);
  for (let r = 0; r < width; r++)
    for (let c = 0; c <= r; c++) m[r * width + c] = m[c * width + r] = r === c ? 2 + random.next() : random.between(-0.3, 0.3);
  return m.map(Math.fround);
}

const alignments = {
  scaled: (random: Random) =>
    create(AlignmentSchema, {
      mode: AlignmentMode.TRANSLATE_SCALE,
      c: random.between(0.3, 3),
      translation: random.many(width, () => Math.fround(random.normal())),
    }),
  balanced: (random: Random) =>
    create(AlignmentSchema, {
      mode: AlignmentMode.BALANCED,
      c: 1,
      matrix: balanced(random),
      translation: random.many(width, () => Math.fround(random.normal())),
    }),
  none: () => create(AlignmentSchema),
};
const every = Array.from({ length: queryCount * keyCount }, (_, i) => [Math.floor(i / keyCount), i % keyCount] as [number, number]);
const noMap = new Float32Array((queryCount + keyCount) * 2);
const at = (v: Float32Array, i: number) => [...v.subarray(i * width, (i + 1) * width)];
const dot = (a: number[], b: number[]) => a.reduce((sum, x, d) => sum + x * b[d], 0);
const gap = (a: number[], b: number[]) => Math.sqrt(a.reduce((sum, x, d) => sum + (x - b[d]) ** 2, 0));

describe("measure", () => {
  it.each(seeds(10))("Measure_AnyPairs_HaveLogitAndDistancesOfTheirVectorsAndPoints %i", (seed) => {
    const random = new Random(seed);
    const head = headWith(random, alignments.none());
    const positions = Float32Array.from({ length: (queryCount + keyCount) * 3 }, () => random.normal());
    const pairs = measure(every, head, positions, 3, queryCount);
    every.forEach(([i, j], p) => {
      const [q, k] = [at(head.queries, i), at(head.keys, j)];
      expect(pairs.logit[p]).toBeCloseTo(0.3 * dot(q, k), 4);
      expect(pairs.raw[p]).toBeCloseTo(gap(q, k), 4);
      expect(pairs.aligned[p]).toBeCloseTo(gap(q, k), 4);
      const place = (point: number) => [...positions.subarray(point * 3, point * 3 + 3)];
      expect(pairs.map[p]).toBeCloseTo(gap(place(i), place(queryCount + j)), 4);
    });
  });

  it.each(seeds(10))("Measure_ScaledAlignment_IsTheDistanceOfCTimesQueryAndKeyOverCMoved %i", (seed) => {
    const random = new Random(seed);
    const alignment = alignments.scaled(random);
    const head = headWith(random, alignment);
    const { aligned } = measure(every, head, noMap, 2, queryCount);
    every.forEach(([i, j], p) => {
      const q = at(head.queries, i).map((x) => x * alignment.c);
      const k = at(head.keys, j).map((x, d) => x / alignment.c + alignment.translation[d]);
      expect(aligned[p]).toBeCloseTo(gap(q, k), 3);
    });
  });

  it.each(seeds(10))("Measure_BalancedAlignment_IsTheDistanceOfMatrixTimesQueryAndInverseTimesKeyMoved %i", (seed) => {
    const random = new Random(seed);
    const alignment = alignments.balanced(random);
    const rows = Array.from({ length: width }, (_, r) => alignment.matrix.slice(r * width, (r + 1) * width));
    const head = headWith(random, alignment);
    // Keys are made from what they are to be after the inverse, so that the test inverts nothing.
    const after = Array.from({ length: keyCount }, (_, j) => at(head.keys, j));
    head.keys = Float32Array.from(after.flatMap((k) => rows.map((row) => dot(row, k))));
    const { aligned } = measure(every, head, noMap, 2, queryCount);
    every.forEach(([i, j], p) => {
      const q = rows.map((row) => dot(row, at(head.queries, i)));
      const k = after[j].map((x, d) => x + alignment.translation[d]);
      expect(aligned[p]).toBeCloseTo(gap(q, k), 3);
    });
  });

  it.each(["scaled", "balanced"] as const)("Measure_%s alignment_LeavesDifferencesOfLogitsOfAQueryAsTheyAre", (mode) => {
    for (const seed of seeds(10)) {
      const random = new Random(seed);
      const head = headWith(random, alignments[mode](random));
      const { aligned } = measure(every, head, noMap, 2, queryCount);
      // |q - k|^2 = |q|^2 + |k|^2 - 2 q.k, so that over two queries and two keys all but the products falls away.
      const square = (i: number, j: number) => aligned[i * keyCount + j] ** 2;
      const product = (i: number, j: number) => dot(at(head.queries, i), at(head.keys, j));
      for (let i = 1; i < queryCount; i++) {
        for (let j = 1; j < keyCount; j++) {
          const seen = square(i, j) - square(i, 0) - square(0, j) + square(0, 0);
          expect(-seen / 2).toBeCloseTo(product(i, j) - product(i, 0) - product(0, j) + product(0, 0), 2);
        }
      }
    }
  });
});
