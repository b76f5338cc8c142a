import { describe, expect, it } from "vitest";
import { scaleDistances } from "../../src/matrix/scaling";
import { spread } from "../../src/matrix/spread";

import { Random, seeds } from "./random";

const distance = (p: ArrayLike<number>, i: number, j: number, d = 2) =>
  Math.hypot(...Array.from({ length: d }, (_, k) => p[i * d + k] - p[j * d + k]));

const distancesOf = (p: number[], d: number) => {
  const n = p.length / d;
  return Float64Array.from({ length: n * n }, (_, at) => distance(p, Math.floor(at / n), at % n, d));
};

const worst = (planted: Float64Array, places: Float64Array) => {
  const n = places.length / 2;
  return Math.max(...Array.from(planted, (d, at) => Math.abs(d - distance(places, Math.floor(at / n), at % n))));
};

describe("scaleDistances", () => {
  it.each(seeds(20))("ScaleDistances_OfPlacesInThePlane_FindsThemUpToTurning %i", (seed) => {
    const random = new Random(seed);
    const n = random.whole(3, 60);
    const flat = random.between(0.05, 1);
    const size = 10 ** random.between(-2, 3);
    const planted = Array.from({ length: n * 2 }, (_, i) => random.normal() * size * (i % 2 ? flat : 1));
    const distances = distancesOf(planted, 2);
    expect(worst(distances, scaleDistances(distances, n))).toBeLessThan(1e-3 * Math.max(...distances));
  });

  it("ScaleDistances_FewOrAllAlike_AreWhereTheyCanBe", () => {
    expect([...scaleDistances(Float64Array.of(0), 1)]).toEqual([0, 0]);
    expect(distance(scaleDistances(Float64Array.of(0, 5, 5, 0), 2), 0, 1)).toBeCloseTo(5, 6);
    expect([...scaleDistances(new Float64Array(25), 5)]).toEqual(Array(10).fill(0));
    expect(scaleDistances(new Float64Array(0), 0)).toHaveLength(0);
  });

  it.each(seeds(5))("ScaleDistances_OfMoreThanThePlane_ShowsTheTwoWidestDirections %i", (seed) => {
    const random = new Random(seed);
    // Axes without a common part: places at right angles, so that the widest two are known.
    const n = 16;
    const walsh = (bit: number) => Array.from({ length: n }, (_, i) => ((i >> bit) & 1 ? 1 : -1));
    const widths = [5, 3, 1, 0.5].map((w) => w * random.between(0.9, 1.1));
    const planted = Array.from({ length: n }, (_, i) => widths.map((w, k) => w * walsh(k)[i])).flat();
    const widest = Array.from({ length: n }, (_, i) => [widths[0] * walsh(0)[i], widths[1] * walsh(1)[i]]).flat();
    expect(worst(distancesOf(widest, 2), scaleDistances(distancesOf(planted, 4), n))).toBeLessThan(1e-2);
  });

  it("ScaleDistances_ThatNoSpaceHas_StillGivesNumbers", () => {
    const random = new Random(9);
    const n = 20;
    const distances = new Float64Array(n * n);
    for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) distances[i * n + j] = distances[j * n + i] = random.next();
    const places = scaleDistances(distances, n);
    expect(places.every(Number.isFinite)).toBe(true);
    expect(Math.max(...places)).toBeGreaterThan(0.1);
  });
});

describe("spread", () => {
  const least = (p: Float64Array) => {
    let found = Number.POSITIVE_INFINITY;
    for (let i = 0; i < p.length / 2; i++) for (let j = 0; j < i; j++) found = Math.min(found, distance(p, i, j));
    return found;
  };

  it.each(seeds(15))("Spread_AnyPlaces_AreNoNearerThanAsked %i", (seed) => {
    const random = new Random(seed);
    const n = random.whole(2, 144);
    const places = Float64Array.from({ length: n * 2 }, (_, i) => (i % 2 ? 500 : 980) * random.next());
    spread(places, 30);
    expect(least(places)).toBeGreaterThan(29.5);
  });

  it.each([2, 3, 12, 40, 144, 400, 1024])("Spread_%i on the very same place_PartAndStayTogether", (n) => {
    const places = new Float64Array(n * 2).fill(7);
    spread(places, 20);
    expect(least(places)).toBeGreaterThan(19.98);
    // Discs that lie as close as can be fill nine tenths of the ground; four times that radius is still one heap.
    const farthest = Math.max(...Array.from({ length: n }, (_, i) => Math.hypot(places[i * 2] - 7, places[i * 2 + 1] - 7)));
    expect(farthest).toBeLessThan(4 * 10 * Math.sqrt(n / 0.9));
  });

  it.each(seeds(6))("Spread_HundredsInAFewHeaps_AllPart %i", (seed) => {
    const random = new Random(seed);
    const heaps = random.many(random.whole(1, 5), () => random.between(-400, 400));
    const n = random.whole(300, 700);
    const width = random.pick([0, 1e-7, 0.3, 8, 40]);
    const places = Float64Array.from({ length: n * 2 }, () => random.pick(heaps) + random.normal() * width);
    const apart = random.pick([10, 22, 44]);
    spread(places, apart);
    expect(places.every(Number.isFinite)).toBe(true);
    expect(least(places)).toBeGreaterThan(apart - 0.02);
  });

  it("Spread_FarEnoughApart_StayWhereTheyAre", () => {
    const places = Float64Array.of(0, 0, 30, 0, 0, 30);
    spread(places, 30);
    expect([...places]).toEqual([0, 0, 30, 0, 0, 30]);
  });

  it("Spread_TwoTooNear_MoveAlikeAndNoFurtherThanNeeded", () => {
    const places = Float64Array.of(10, 10, 14, 13, 200, 200);
    spread(places, 20);
    expect(distance(places, 0, 1)).toBeCloseTo(20, 1);
    expect([places[0] + places[2], places[1] + places[3]]).toEqual([24, 23].map((v) => expect.closeTo(v, 6)));
    expect([...places.subarray(4)]).toEqual([200, 200]);
  });
});
