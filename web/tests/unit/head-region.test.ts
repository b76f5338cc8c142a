import { describe, expect, it } from "vitest";
import type { Camera } from "../../src/gl/camera";
import { inside, screenOf } from "../../src/head/pick";
import { pointsIn, type Region, readRegion, regionText } from "../../src/head/region";
import { boxOfMap, matrixOf } from "../../src/head/useHeadScene";
import { Random, seeds } from "./random";

function edgeDistance(x: number, y: number, polygon: number[]): number {
  let least = Number.POSITIVE_INFINITY;
  const corners = polygon.length / 2;
  for (let a = 0; a < corners; a++) {
    const b = (a + 1) % corners;
    const [ax, ay, bx, by] = [polygon[a * 2], polygon[a * 2 + 1], polygon[b * 2], polygon[b * 2 + 1]];
    const [dx, dy] = [bx - ax, by - ay];
    const t = Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    least = Math.min(least, Math.hypot(x - ax - t * dx, y - ay - t * dy));
  }
  return least;
}

/** A map, a view of some of it, and what is drawn round there with the pointer. */
function drawnRound(random: Random, dimensions: 2 | 3, corners: number) {
  const camera: Camera = { x: 0, y: 0, zoom: 10 ** random.between(0, 2.6), yaw: random.between(-3, 3), pitch: random.between(-1, 1) };
  // Half of the points are near the first, as near as the view is.
  const positions = Float32Array.from({ length: 2000 * dimensions }, () => random.normal() * 20);
  for (let i = 1000 * dimensions; i < positions.length; i++)
    positions[i] = positions[i % dimensions] + (random.normal() * 30) / camera.zoom;
  const box = boxOfMap(positions, dimensions);
  const [width, height] = [random.whole(300, 1600), random.whole(300, 1100)];
  const aspect = width / height;
  const still = screenOf(positions, dimensions, matrixOf({ ...camera, zoom: 1 }, box, aspect), 2, 2);
  [camera.x, camera.y] = [still[0] - 1, 1 - still[1]];
  const screen = screenOf(positions, dimensions, matrixOf(camera, box, aspect), width, height);
  const polygon: number[] = [];
  for (let i = 0; i < corners; i++) {
    const angle = (i / corners) * 2 * Math.PI;
    const reach = random.between(0.15, 0.45);
    polygon.push(width / 2 + Math.cos(angle) * reach * width, height / 2 + Math.sin(angle) * reach * height);
  }
  const region: Region = { camera, aspect, polygon: polygon.map((v, i) => v / (i % 2 ? height : width)) };
  const far = new Set([...Array(2000).keys()].filter((p) => edgeDistance(screen[p * 2], screen[p * 2 + 1], polygon) > 1.5));
  const held = inside(screen, new Uint8Array(2000), polygon);
  return { positions, box, region, held: held.filter((p) => far.has(p)), far };
}

describe("regionText", () => {
  it.each(seeds(60))("Region_FromItsLink_HoldsThePointsDrawnRoundWhateverTheScreen %i", (seed) => {
    const random = new Random(seed);
    const { positions, box, region, held, far } = drawnRound(random, random.pick([2, 3] as const), random.whole(3, 48));
    const read = readRegion(regionText(region))!;
    expect(held).toContain(0);
    expect(pointsIn(read, positions, box).filter((p) => far.has(p))).toEqual(held);
  });

  it("Region_LassoOfManyCorners_KeepsFewWithTheSameShape", () => {
    const corners = 500;
    const polygon = Array.from({ length: corners * 2 }, (_, i) => {
      const angle = (Math.floor(i / 2) / corners) * 2 * Math.PI;
      return 0.5 + 0.4 * (i % 2 ? Math.sin(angle) : Math.cos(angle));
    });
    const camera = { x: 0, y: 0, zoom: 1, yaw: 0, pitch: 0 };
    const read = readRegion(regionText({ camera, aspect: 1, polygon }))!;
    expect(read.polygon.length / 2).toBeLessThanOrEqual(49);
    for (let i = 0; i < read.polygon.length; i += 2) {
      expect(Math.hypot(read.polygon[i] - 0.5, read.polygon[i + 1] - 0.5)).toBeCloseTo(0.4, 3);
    }
    const random = new Random(1);
    const places = Float32Array.from({ length: 400 }, () => random.next());
    const held = inside(places, new Uint8Array(200), read.polygon);
    for (let p = 0; p < 200; p++) {
      const reach = Math.hypot(places[p * 2] - 0.5, places[p * 2 + 1] - 0.5);
      if (Math.abs(reach - 0.4) > 0.003) expect(held.includes(p)).toBe(reach < 0.4);
    }
  });

  it.each(["", "|", "||", "|1|", "|1|0,0,1,1", "|0|0,0,1,1,1,0", "|-1|0,0,1,1,1,0", "|1|0,0,1,1,1", "|1|0,0,1,x,1,0", "|one|0,0,1,1,1,0"])(
    "ReadRegion_NoRegion_IsUndefined '%s'",
    (text) => expect(readRegion(text)).toBeUndefined(),
  );
});
