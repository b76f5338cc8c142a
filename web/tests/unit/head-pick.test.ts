import { describe, expect, it } from "vitest";
import { cameraMatrix, homeCamera, project } from "../../src/gl/camera";
import { inside, nearest, screenOf } from "../../src/head/pick";
import { Random, seeds } from "./random";

const [SHOWN, FADED, FOUND, HIDDEN] = [0, 1, 2, 3];
const scattered = (random: Random, count: number) => Float32Array.from({ length: count * 2 }, () => random.between(0, 200));

describe("screenOf", () => {
  it.each([2, 3] as const)("ScreenOf_Points in %i dimensions_AreWhereTheCameraProjectsThem", (dimensions) => {
    const random = new Random(dimensions);
    const m = cameraMatrix({ ...homeCamera, zoom: 3, x: 0.1 }, dimensions, 1.5);
    const positions = Float32Array.from({ length: 20 * dimensions }, () => random.normal());
    const screen = screenOf(positions, dimensions, m, 300, 200);
    for (let i = 0; i < 20; i++) {
      const [x, y, z] = positions.subarray(i * dimensions, i * dimensions + 3);
      const [u, v] = project(m, x, y, dimensions === 3 ? z : 0);
      expect([screen[i * 2], screen[i * 2 + 1]]).toEqual([((u + 1) / 2) * 300, ((1 - v) / 2) * 200].map((n) => expect.closeTo(n, 2)));
    }
    expect(screenOf(positions, dimensions, m, 300, 200, screen)).toBe(screen);
    expect(screenOf(positions, dimensions, m, 300, 200, new Float32Array(3))).toEqual(screen);
  });
});

describe("nearest", () => {
  it.each(seeds(20))("Nearest_AnyPlace_IsAsTryingAllGives %i", (seed) => {
    const random = new Random(seed);
    const screen = scattered(random, 150);
    const states = Uint8Array.from({ length: 150 }, () => random.pick([SHOWN, FADED, FOUND, HIDDEN]));
    for (let i = 0; i < 20; i++) {
      const [x, y, reach] = [random.between(0, 200), random.between(0, 200), random.between(1, 30)];
      const distance = (p: number) => Math.hypot(screen[p * 2] - x, screen[p * 2 + 1] - y);
      const rank = [FOUND, SHOWN, FADED];
      const [best = -1] = [...states.keys()]
        .filter((p) => states[p] !== HIDDEN && distance(p) <= reach)
        .sort((a, b) => rank.indexOf(states[a]) - rank.indexOf(states[b]) || distance(a) - distance(b));
      expect(nearest(screen, states, x, y, reach)).toBe(best);
    }
  });

  it("Nearest_PointsWithoutAPlace_AreNotThere", () => {
    expect(nearest(Float32Array.of(Number.NaN, 5, 9, 5), Uint8Array.of(0, 0), 5, 5, 10)).toBe(1);
    expect(nearest(new Float32Array(0), new Uint8Array(0), 5, 5, 10)).toBe(-1);
  });
});

/** How often the polygon goes round the place: the angle that it turns by as seen from there. */
function turnsRound(x: number, y: number, polygon: number[]): number {
  const corners = polygon.length / 2;
  let angle = 0;
  for (let a = 0; a < corners; a++) {
    const b = (a + 1) % corners;
    const [from, to] = [Math.atan2(polygon[a * 2 + 1] - y, polygon[a * 2] - x), Math.atan2(polygon[b * 2 + 1] - y, polygon[b * 2] - x)];
    const turn = to - from;
    angle += turn > Math.PI ? turn - 2 * Math.PI : turn < -Math.PI ? turn + 2 * Math.PI : turn;
  }
  return Math.round(angle / (2 * Math.PI));
}

describe("inside", () => {
  it.each(seeds(20))("Inside_AnyPolygon_HoldsWhatItGoesRoundAnOddNumberOfTimes %i", (seed) => {
    const random = new Random(seed);
    const screen = scattered(random, 300);
    const states = Uint8Array.from({ length: 300 }, () => random.pick([SHOWN, FADED, FOUND, HIDDEN]));
    const polygon = random.many(2 * random.whole(3, 12), () => random.between(0, 200));
    const expected = [...states.keys()].filter(
      (p) => states[p] !== HIDDEN && turnsRound(screen[p * 2], screen[p * 2 + 1], polygon) % 2 !== 0,
    );
    expect(inside(screen, states, polygon)).toEqual(expected);
  });

  it("Inside_Box_HoldsWhatLiesBetweenItsSides", () => {
    const screen = Float32Array.of(5, 5, 15, 5, 5, 15, -1, 5);
    expect(inside(screen, new Uint8Array(4), [0, 0, 10, 0, 10, 10, 0, 10])).toEqual([0]);
    expect(inside(screen, new Uint8Array(4), [])).toEqual([]);
  });
});
