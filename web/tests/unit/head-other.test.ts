import { describe, expect, it } from "vitest";
import { densityPaths } from "../../src/head/contours";
import { type Extras, extrasText, readExtras } from "../../src/head/MapTools";
import { tokenOf, tokenText } from "../../src/head/token";
import { Random } from "./random";
import { sampleOfLengths } from "./sample";

describe("tokens in addresses", () => {
  it("TokenText_AnyToken_IsReadBackAlike", () => {
    const table = sampleOfLengths([4, 1, 7]);
    for (let row = 0; row < table.rows; row++) {
      for (const query of [true, false]) {
        expect(tokenOf(tokenText({ row, query }, table), table, table.sequenceOf[row])).toEqual({ row, query });
      }
    }
    expect(tokenText({ row: 6, query: false }, table)).toBe("k1");
  });

  it.each(["", "q", "5", "x1", "q-1", "q1.5", "q7", " q1", "q1k1"])("TokenOf_NoTokenOfTheSequence_IsUndefined '%s'", (text) => {
    expect(tokenOf(text, sampleOfLengths([7]), 0)).toBeUndefined();
  });
});

describe("extra layers in addresses", () => {
  const every: Extras[] = [];
  for (const labels of [true, false])
    for (const sizes of [true, false])
      for (const contours of [true, false])
        for (const lines of ["none", "sequence", "all"] as const) every.push({ labels, sizes, contours, lines });

  it.each([true, false])("ExtrasText_AnyLayers_AreReadBackAlike, image: %s", (image) => {
    for (const extras of every) expect(readExtras(extrasText(extras, image), image)).toEqual(extras);
    expect(new Set(every.map((e) => extrasText(e, image))).size).toBe(every.length);
  });

  it("ReadExtras_Nothing_IsLabelsOfTextAndLinesOfTheOpenSequence", () => {
    expect(readExtras("", false)).toEqual({ labels: true, sizes: false, contours: false, lines: "sequence" });
    expect(readExtras("", true).labels).toBe(false);
    expect(readExtras("nonsense,,x", false)).toEqual(readExtras("", false));
  });
});

describe("densityPaths", () => {
  const [width, height] = [600, 400];
  const cloud = (random: Random, count: number, x: number, y: number, spread: number) =>
    Float32Array.from({ length: count * 2 }, (_, i) => (i % 2 ? y : x) + random.normal() * spread);
  const boxOf = (path: string) => {
    const numbers = [...path.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map((m) => [Number(m[1]), Number(m[2])]);
    const [xs, ys] = [numbers.map((n) => n[0]), numbers.map((n) => n[1])];
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
  };

  it("DensityPaths_OneCloud_AreRingsRoundItsMiddleTheOutermostFirst", () => {
    const paths = densityPaths(cloud(new Random(1), 3000, 200, 150, 25), 0, 3000, width, height);
    expect(paths.length).toBeGreaterThan(3);
    let last = Number.POSITIVE_INFINITY;
    for (const path of paths.filter(Boolean)) {
      expect(path).toMatch(/^(M-?[\d.]+,-?[\d.]+(L-?[\d.]+,-?[\d.]+)*Z)+$/);
      const { left, right, top, bottom } = boxOf(path);
      expect(left < 200 && right > 200 && top < 150 && bottom > 150).toBe(true);
      expect((right - left) * (bottom - top)).toBeLessThan(last);
      last = (right - left) * (bottom - top);
    }
  });

  it("DensityPaths_PointsOfOneSide_AreThoseBetweenFirstAndEnd", () => {
    const [left, right] = [cloud(new Random(2), 500, 120, 200, 15), cloud(new Random(3), 500, 480, 200, 15)];
    const screen = new Float32Array(2000);
    screen.set(left);
    screen.set(right, 1000);
    for (const path of densityPaths(screen, 0, 500, width, height)) expect(boxOf(path).right).toBeLessThan(300);
    for (const path of densityPaths(screen, 500, 1000, width, height)) expect(boxOf(path).left).toBeGreaterThan(300);
  });

  it("DensityPaths_FarOutsideOrFew_DrawNothing", () => {
    expect(densityPaths(cloud(new Random(4), 400, 5000, 5000, 20), 0, 400, width, height)).toEqual([]);
    expect(densityPaths(Float32Array.of(1, 1, 2, 2), 0, 2, width, height)).toEqual([]);
    expect(densityPaths(new Float32Array(40).fill(Number.NaN), 0, 20, width, height)).toEqual([]);
  });
});
