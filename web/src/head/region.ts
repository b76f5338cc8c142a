import { type Camera, cameraText, readCamera } from "../gl/camera";
import { inside, screenOf } from "./pick";
import { matrixOf } from "./useHeadScene";

/** What was drawn round, with where it was seen from, so that it means the same points on any screen. */
export interface Region {
  camera: Camera;
  /** Width of the view over its height. */
  aspect: number;
  /** Corners, x and y in turn, 0..1 of the view from the upper left. */
  polygon: number[];
}

const MOST_CORNERS = 48;

/** "camera|aspect|x,y,x,y,..."; a lasso keeps 48 of its corners. */
export function regionText({ camera, aspect, polygon }: Region): string {
  const corners = polygon.length / 2;
  const step = Math.max(1, corners / MOST_CORNERS);
  const kept: number[] = [];
  for (let i = 0; i < corners; i += step) kept.push(polygon[Math.floor(i) * 2], polygon[Math.floor(i) * 2 + 1]);
  return [cameraText(camera), Number(aspect.toFixed(7)), kept.map((n) => Number(n.toFixed(4))).join(",")].join("|");
}

export function readRegion(text: string): Region | undefined {
  const [camera, aspect, corners] = text.split("|");
  const polygon = (corners ?? "").split(",").map(Number);
  if (!(Number(aspect) > 0) || polygon.length < 6 || polygon.length % 2 !== 0 || polygon.some((n) => !Number.isFinite(n))) return undefined;
  return { camera: readCamera(camera), aspect: Number(aspect), polygon };
}

/** Points of a map that the region holds. */
export function pointsIn(region: Region, positions: Float32Array, box: { low: number[]; high: number[] }): number[] {
  const dimensions = box.low.length;
  const screen = screenOf(positions, dimensions, matrixOf(region.camera, box, region.aspect), 1, 1);
  return inside(screen, new Uint8Array(positions.length / dimensions), region.polygon);
}
