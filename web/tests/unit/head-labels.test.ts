import { describe, expect, it } from "vitest";
import { placeLabels, shuffled } from "../../src/head/labels";
import { Random, seeds } from "./random";

const [width, height] = [700, 400];
const texts = ["a", "playing", "[CLS]", "  padded ", "", "   ", "naïve", "語語語", "한국어", "🙂🙂", "a rather long token"];
/** A letter of 11 px is about 6 px wide; what is as wide as high, 11 px. */
const wideOf = (text: string) => [...text].reduce((sum, c) => sum + (/[語한국어🙂]/u.test(c) ? 11 : 6), 0);

describe("placeLabels", () => {
  it.each(seeds(20))("PlaceLabels_AnyPoints_TouchNoneAndStayInside %i", (seed) => {
    const random = new Random(seed);
    const count = random.whole(1, 600);
    const screen = Float32Array.from({ length: count * 2 }, (_, i) => random.between(-30, (i % 2 ? height : width) + 30));
    const textOf = Array.from({ length: count }, () => random.pick(texts));
    const labels = placeLabels(screen, shuffled(count), (p) => textOf[p], width, height);
    expect(new Set(labels.map((l) => l.point)).size).toBe(labels.length);
    for (const [i, a] of labels.entries()) {
      expect(a.text).toBe(textOf[a.point].trim());
      expect(a.text).not.toBe("");
      expect(a.y).toBe(screen[a.point * 2 + 1]);
      // Beside its point, not on it, and not far.
      expect(a.x - screen[a.point * 2]).toBeGreaterThan(2);
      expect(a.x - screen[a.point * 2]).toBeLessThan(12);
      expect(a.x >= 0 && a.x + wideOf(a.text) <= width && a.y - 6 >= 0 && a.y <= height).toBe(true);
      const touching = labels
        .slice(0, i)
        .filter((b) => a.x + wideOf(a.text) > b.x && b.x + wideOf(b.text) > a.x && Math.abs(a.y - b.y) < 12);
      expect(touching).toEqual([]);
    }
  });

  it("PlaceLabels_TwoForOnePlace_GivesItToTheFirst", () => {
    const screen = Float32Array.of(100, 100, 102, 101, 300, 200);
    const points = (order: number[]) => placeLabels(screen, order, () => "word", width, height).map((l) => l.point);
    expect(points([1, 0, 2])).toEqual([1, 2]);
    expect(points([0, 1, 2])).toEqual([0, 2]);
    expect(points([2, 2])).toEqual([2]);
  });

  it("PlaceLabels_RoomForAll_NamesAll", () => {
    const screen = Float32Array.from({ length: 2 * 48 }, (_, i) =>
      i % 2 ? 30 + 60 * Math.floor(i / 2 / 8) : 20 + 80 * (((i - (i % 2)) / 2) % 8),
    );
    expect(placeLabels(screen, shuffled(48), (p) => `t${p}`, width, height)).toHaveLength(48);
  });

  it("PlaceLabels_PointWithoutAPlace_HasNoName", () => {
    expect(placeLabels(Float32Array.of(Number.NaN, Number.NaN), [0], () => "a", width, height)).toEqual([]);
  });
});

describe("shuffled", () => {
  it.each([0, 1, 2, 17, 5000])("Shuffled_%i points_AreEachThereOnceInTheSameOrderEveryTime", (count) => {
    const order = shuffled(count);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(shuffled(count)).toEqual(order);
  });

  it("Shuffled_Points_AreMixedWell", () => {
    // The mean of every tenth of them is about that of all: within four standard errors.
    const order = shuffled(4000);
    for (let first = 0; first < 4000; first += 400) {
      const mean = order.subarray(first, first + 400).reduce((sum, p) => sum + p, 0) / 400;
      expect(Math.abs(mean - 1999.5)).toBeLessThan(4 * (4000 / Math.sqrt(12 * 400)));
    }
    expect([...order].filter((p, i) => p === i).length).toBeLessThan(20);
  });
});
