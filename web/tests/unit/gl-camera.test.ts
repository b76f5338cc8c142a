import { describe, expect, it } from "vitest";
import {
  type Camera,
  cameraMatrix,
  cameraText,
  fitBox,
  fitEven,
  homeCamera,
  multiply,
  project,
  readCamera,
  zoomAt,
} from "../../src/gl/camera";
import { Random, seeds } from "./random";

const anyCamera = (random: Random): Camera => ({
  x: random.between(-1, 1),
  y: random.between(-1, 1),
  zoom: 10 ** random.between(-0.5, 2.6),
  yaw: random.between(-7, 7),
  pitch: random.between(-7, 7),
});

/** Where the first three axes of space go: the rows of the matrix without what moves. */
const rowsOf = (m: Float32Array) => [0, 1, 2].map((r) => [m[r], m[4 + r], m[8 + r]]);
const dot = (a: number[], b: number[]) => a.reduce((sum, v, i) => sum + v * b[i], 0);
const length = (a: number[]) => Math.sqrt(dot(a, a));

describe("fitBox", () => {
  it.each(seeds(10))("FitBox_Corners_GoToTheMarginOfEachAxis %i", (seed) => {
    const random = new Random(seed);
    const low = random.many(3, () => random.normal() * 30);
    const high = low.map((l) => l + random.between(0.1, 100));
    const m = fitBox(low, high, 1);
    expect(project(m, low[0], low[1], low[2])).toEqual([-1, -1].map((v) => expect.closeTo(v, 4)));
    expect(project(m, high[0], high[1], high[2])).toEqual([1, 1].map((v) => expect.closeTo(v, 4)));
    expect(project(fitBox(low, high), high[0], low[1])).toEqual([0.92, -0.92].map((v) => expect.closeTo(v, 4)));
  });

  it("FitBox_PointOfNoExtent_StandsInTheMiddle", () => {
    expect(project(fitBox([3, 4], [3, 4]), 3, 4)).toEqual([0, 0].map((v) => expect.closeTo(v, 6)));
  });

  it.each(seeds(10))("FitEven_AnyBox_IsWithinTheMarginAndKeepsDistances %i", (seed) => {
    const random = new Random(seed);
    const low = random.many(2, () => random.normal() * 30);
    const high = low.map((l) => l + random.between(0.1, 100));
    const m = fitEven(low, high);
    const extent = Math.max(high[0] - low[0], high[1] - low[1]);
    const [a, b] = [random.many(2, () => random.normal()), random.many(2, () => random.normal())];
    const [p, q] = [project(m, a[0], a[1]), project(m, b[0], b[1])];
    const scale = (2 * 0.92) / extent;
    expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeCloseTo(scale * Math.hypot(a[0] - b[0], a[1] - b[1]), 3);
    const ends = [project(m, low[0], low[1]), project(m, high[0], high[1])].flat();
    expect(Math.max(...ends.map(Math.abs))).toBeCloseTo(0.92, 4);
    expect(ends[0] + ends[2]).toBeCloseTo(0, 4);
    expect(ends[1] + ends[3]).toBeCloseTo(0, 4);
  });
});

describe("multiply", () => {
  it("Multiply_TwoMaps_AreOneAfterTheOther", () => {
    const random = new Random(2);
    const affine = () => {
      const m = Float32Array.from({ length: 16 }, () => random.normal());
      [m[3], m[7], m[11], m[15]] = [0, 0, 0, 1];
      return m;
    };
    const [a, b] = [affine(), affine()];
    const at = random.many(3, () => random.normal());
    const after = [0, 1, 2].map((r) => dot(rowsOf(b)[r], at) + b[12 + r]);
    expect(project(multiply(a, b), at[0], at[1], at[2])).toEqual(project(a, after[0], after[1], after[2]).map((v) => expect.closeTo(v, 4)));
  });
});

describe("cameraMatrix", () => {
  it.each(seeds(20))("CameraMatrix_AnyAngles_TurnSpaceWithoutBendingIt %i", (seed) => {
    const random = new Random(seed);
    const camera = anyCamera(random);
    const rows = rowsOf(cameraMatrix(camera, 3));
    const lengths = rows.map(length);
    const units = rows.map((row, r) => row.map((v) => v / lengths[r]));
    for (const [r, s] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ])
      expect(dot(units[r], units[s])).toBeCloseTo(0, 5);
    expect(lengths[0]).toBeCloseTo(lengths[1], 3);
    // As many units of the view for a unit of space as for any other angles.
    expect(lengths[0] / camera.zoom).toBeCloseTo(length(rowsOf(cameraMatrix(homeCamera, 3))[0]), 4);
    const [a, b] = [random.many(3, () => random.normal()), random.many(3, () => random.normal())];
    const apart = a.map((v, i) => v - b[i]);
    expect(length(units.map((row) => dot(row, apart)))).toBeCloseTo(length(apart), 4);
    // Not mirrored: the axes go round as they did.
    const [u, v, w] = units;
    expect(dot([u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]], w)).toBeCloseTo(1, 4);
  });

  it.each([0.3, 1, 2.5])("CameraMatrix_Width over height %f_KeepsCirclesRoundAndAllInSight", (aspect) => {
    for (const dimensions of [2, 3] as const) {
      const [x, y] = rowsOf(cameraMatrix({ ...homeCamera, yaw: 0, pitch: 0 }, dimensions, aspect));
      expect(x[0] * aspect).toBeCloseTo(y[1], 5);
      expect(Math.max(x[0], y[1])).toBeLessThanOrEqual(1);
    }
  });

  it("CameraMatrix_Home_ShowsTwoDimensionsAsTheyAre", () => {
    expect(project(cameraMatrix(homeCamera, 2), 0.3, -0.4)).toEqual([0.3, -0.4].map((v) => expect.closeTo(v, 6)));
  });
});

describe("zoomAt", () => {
  it.each(seeds(20))("ZoomAt_PlaceUnderThePointer_StaysThere %i", (seed) => {
    const random = new Random(seed);
    const camera = anyCamera(random);
    const aspect = random.between(0.4, 2.5);
    const at: [number, number] = [random.between(-1, 1), random.between(-1, 1)];
    // The point that is seen there, by turning the matrix round.
    const m = cameraMatrix(camera, 2, aspect);
    const point = [(at[0] - m[12]) / m[0], (at[1] - m[13]) / m[5]];
    const next = zoomAt(camera, 2 ** random.between(-2, 2), at);
    const seen = project(cameraMatrix(next, 2, aspect), point[0], point[1]);
    expect(seen).toEqual(at.map((v) => expect.closeTo(v, 3)));
    expect([next.yaw, next.pitch]).toEqual([camera.yaw, camera.pitch]);
  });

  it("ZoomAt_AtTheEnd_StaysWhereItIs", () => {
    let near = { ...homeCamera, x: 0.2 };
    for (let i = 0; i < 50; i++) near = zoomAt(near, 2, [0.5, 0.5]);
    expect(zoomAt(near, 2, [0.5, -0.5])).toEqual(near);
    let far = homeCamera;
    for (let i = 0; i < 50; i++) far = zoomAt(far, 0.5, [0.5, 0.5]);
    expect(zoomAt(far, 0.5, [0.5, -0.5])).toEqual(far);
    expect(near.zoom).toBeGreaterThan(100);
    expect(far.zoom).toBeLessThan(1);
  });
});

describe("cameraText", () => {
  it.each(seeds(20))("CameraText_AnyCamera_ShowsTheSameToAThousandthOfTheView %i", (seed) => {
    const random = new Random(seed);
    const camera = anyCamera(random);
    const read = readCamera(cameraText(camera));
    for (const dimensions of [2, 3] as const) {
      const [m, n] = [cameraMatrix(camera, dimensions), cameraMatrix(read, dimensions)];
      // What lies in the middle of the view.
      const middle = [camera.x, camera.y];
      const [p, q] = [project(m, middle[0], middle[1]), project(n, middle[0], middle[1])];
      const near = Math.max(1, Math.hypot(...p));
      expect(Math.hypot(p[0] - q[0], p[1] - q[1])).toBeLessThan(0.003 * near);
    }
  });

  it("CameraText_Home_IsEmpty", () => {
    expect(cameraText(homeCamera)).toBe("");
    expect(cameraText({ ...homeCamera, x: 1e-5 })).toBe("");
    expect(cameraText({ ...homeCamera, x: 0.1 })).toBe("0.1,0,1,0.6,0.4");
  });

  it.each(["", "x", "1,2,3", "0,0,0,0,0", "0,0,-1,0,0", "0,0,1,0,NaN", "1,2,3,4,5,6", "0,0,Infinity,0,0"])(
    "ReadCamera_NoCamera_IsHome '%s'",
    (text) => expect(readCamera(text)).toEqual(homeCamera),
  );

  it("ReadCamera_ZoomBeyondTheEnds_IsCutToThem", () => {
    const [near, far] = [readCamera("0,0,1e200,0,0").zoom, readCamera("0,0,1e-9,0,0").zoom];
    expect([near, far]).toEqual([zoomAt(homeCamera, 1e9, [0, 0]).zoom, zoomAt(homeCamera, 1e-9, [0, 0]).zoom]);
  });
});
