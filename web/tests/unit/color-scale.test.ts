import { describe, expect, it } from "vitest";
import { NONE, STEPS } from "../../src/color/palette";
import { boundsOf, scaled, short } from "../../src/color/scale";
import { Random, seeds } from "./random";

describe("scaled", () => {
  it.each(seeds(20))("Scaled_AnyNumbers_StandInOrderFromNoneToAllOfTheScale %i", (seed) => {
    const random = new Random(seed);
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const size = 10 ** random.between(-6, 6);
    const numbers = random.many(60, () => (random.next() < 0.1 ? random.pick(odd) : random.normal() * size));
    const finite = numbers.filter(Number.isFinite);
    const [low, high] = [Math.min(...finite), Math.max(...finite)];
    expect(boundsOf(numbers)).toEqual([low, high]);
    const values = scaled(numbers);
    numbers.forEach((n, i) => {
      if (!Number.isFinite(n)) expect(values[i]).toBe(NONE);
      else expect(Math.abs(values[i] / STEPS - (n - low) / (high - low))).toBeLessThanOrEqual(0.5001 / STEPS);
    });
  });

  it("Scaled_OutsideTheBounds_IsCutToThem", () => {
    expect([...scaled([-5, 0, 5, 10, 15], [0, 10])]).toEqual([0, 0, STEPS / 2, STEPS, STEPS]);
  });

  it("Scaled_AllAlikeOrNothing_IsTheLeast", () => {
    expect([...scaled([3, 3, Number.NaN])]).toEqual([0, 0, NONE]);
    expect(boundsOf([Number.NaN, Number.POSITIVE_INFINITY])).toEqual([0, 0]);
    expect([...scaled([])]).toEqual([]);
  });

  it("Scaled_PlaceToWriteTo_IsWhatIsReturned", () => {
    const out = new Uint8Array(2);
    expect(scaled([1, 2], undefined, out)).toBe(out);
    expect([...out]).toEqual([0, STEPS]);
  });
});

describe("short", () => {
  it("Short_AnyNumber_IsItToThreeDigits", () => {
    const random = new Random(4);
    for (let i = 0; i < 500; i++) {
      const n = random.normal() * 10 ** random.between(-8, 8);
      const shown = short(n);
      // Half of the last digit: of three, or of two in powers of ten.
      expect(Math.abs(Number(shown) - n) / Math.abs(n)).toBeLessThanOrEqual(/e/.test(shown) ? 0.05 : 0.005);
      expect(shown.length).toBeLessThanOrEqual(8);
    }
  });

  it("Short_WholeNumbers_AreWholly", () => expect([0, 12, -7, 20_480].map(short)).toEqual(["0", "12", "-7", "20480"]));
});
