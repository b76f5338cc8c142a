import { describe, expect, it } from "vitest";
import { slotValues } from "../../src/color/coloring";
import { normsOfPoints } from "../../src/color/text";
import { isQuery, pointAt, pointsOf } from "../../src/data/points";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { Random, seeds } from "./random";
import { sampleOf } from "./sample";

const word = (i: number) => `w${i}`;
const some = (random: Random, most: number) => Array.from({ length: random.whole(1, most) }, (_, i) => word(i));

describe("pointsOf", () => {
  it.each(seeds(20))("PointsOf_AnySidesAndRows_AreTheRowsOfEachSideInOrder %i", (seed) => {
    const random = new Random(seed);
    const sided = random.next() < 0.7;
    const table = sampleOf(
      Array.from({ length: random.whole(1, 5) }, () => ({ tokens: some(random, 8), target: sided ? some(random, 8) : undefined })),
    );
    const side = () => (sided ? random.pick([TokenSide.SOURCE, TokenSide.TARGET]) : TokenSide.UNSPECIFIED);
    const [querySide, keySide] = [side(), side()];
    const every = Array.from({ length: table.rows }, (_, i) => i);
    const drawn = every.filter(() => random.next() < 0.6);
    const ofSide = (s: TokenSide) => drawn.filter((row) => table.sides[row] === s);
    const points = pointsOf(table, { querySide, keySide }, Int32Array.from(drawn));
    expect([...points.rows]).toEqual([...ofSide(querySide), ...ofSide(keySide)]);
    expect(points.queries).toBe(ofSide(querySide).length);
    expect(pointsOf(table, { querySide, keySide })).toEqual(pointsOf(table, { querySide, keySide }, Int32Array.from(every)));

    for (const query of [true, false]) {
      const from = query ? 0 : points.queries;
      const list = [...points.rows].slice(from, query ? points.queries : undefined);
      for (let row = -1; row <= table.rows; row++) {
        const at = list.indexOf(row);
        expect(pointAt(points, row, query)).toBe(at < 0 ? -1 : from + at);
      }
    }
    expect([...points.rows].filter((_, p) => isQuery(points, p))).toHaveLength(points.queries);

    const byRow = Uint8Array.from(every, () => random.whole(0, 255));
    expect([...slotValues(byRow, points)]).toEqual([...points.rows].map((row) => byRow[row]));
  });

  it.each(seeds(10))("NormsOfPoints_SomeRowsDrawn_AreThoseOfTheSameTokenAndSide %i", (seed) => {
    const random = new Random(seed);
    const table = sampleOf([{ tokens: some(random, 12), target: some(random, 12) }]);
    const head = { querySide: TokenSide.TARGET, keySide: random.pick([TokenSide.SOURCE, TokenSide.TARGET]) };
    const all = pointsOf(table, head);
    const drawn = pointsOf(
      table,
      head,
      Int32Array.from({ length: table.rows }, (_, i) => i).filter(() => random.next() < 0.5),
    );
    // A norm that tells row and side.
    const norm = (row: number, query: boolean) => row + (query ? 0.5 : 0.25);
    const norms = Float32Array.from(all.rows, (row, p) => norm(row, p < all.queries));
    expect([...normsOfPoints(norms, all, drawn)]).toEqual([...drawn.rows].map((row, p) => norm(row, p < drawn.queries)));
    expect(normsOfPoints(norms, all, all)).toEqual(norms);
  });
});
