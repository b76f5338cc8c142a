import { type RefObject, useEffect, useRef, useState } from "react";
import type { Coloring } from "../color/coloring";
import { ownPalette } from "../color/palette";
import { type Camera, cameraMatrix, fitEven, type Mat4, multiply } from "../gl/camera";
import type { Theme } from "../ui/theme";
import { HeadScene } from "./HeadScene";
import type { MapLine } from "./lines";
import type { PatchSheet } from "./patches";

export interface Drawn {
  positions: Float32Array;
  dimensions: 2 | 3;
  queries: number;
  coloring: Coloring;
  /** A palette value a point. */
  values: Uint8Array;
  /** As PointLayer.setStates. */
  states: Uint8Array;
  sizes?: Uint8Array;
  lines: MapLine[];
  own?: { positions: Float32Array; queries: number };
  pictures?: PatchSheet;
}

/** The smallest box that holds every point, in the map's coordinates. */
export function boxOfMap(positions: Float32Array, dimensions: number): { low: number[]; high: number[] } {
  const low = new Array<number>(dimensions).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(dimensions).fill(Number.NEGATIVE_INFINITY);
  for (let i = 0; i < positions.length; i++) {
    const d = i % dimensions;
    if (positions[i] < low[d]) low[d] = positions[i];
    if (positions[i] > high[d]) high[d] = positions[i];
  }
  return low[0] <= high[0] ? { low, high } : { low: low.map(() => -1), high: low.map(() => 1) };
}

export const matrixOf = (camera: Camera, box: { low: number[]; high: number[] }, aspect: number): Mat4 =>
  multiply(cameraMatrix(camera, box.low.length as 2 | 3, aspect), fitEven(box.low, box.high));

/** A dot is larger where there are few, and grows a little with the zoom. */
export const dotSize = (points: number, zoom: number): number => Math.min(16, Math.max(2.4, 150 / Math.sqrt(points) + 2.2) * zoom ** 0.35);

const MOVE_MS = 350;

/** Draws a head again whenever something of it changes; points that take new places in the same map glide there. */
export function useHeadScene(
  canvas: RefObject<HTMLCanvasElement | null>,
  drawn: Drawn,
  camera: Mat4,
  zoom: number,
  width: number,
  height: number,
  theme: Theme,
): { failure?: string } {
  const scene = useRef<HeadScene>(undefined);
  const shown = useRef<Float32Array>(undefined);
  const [failure, setFailure] = useState<string>();
  const [context, setContext] = useState(0);
  const frame = useRef(0);
  const latest = useRef({ camera, width, height, size: 1, theme });
  latest.current = { camera, width, height, size: dotSize(drawn.positions.length / drawn.dimensions, zoom), theme };

  const draw = () => {
    frame.current ||= requestAnimationFrame(() => {
      frame.current = 0;
      const l = latest.current;
      const line = l.theme === "light" ? ([60, 70, 90] as const) : ([200, 210, 230] as const);
      if (l.width > 0 && scene.current?.draw(l.camera, l.width, l.height, devicePixelRatio, l.size, [...line]) === false) draw();
    });
  };

  useEffect(() => {
    const element = canvas.current!;
    const restored = () => setContext((c) => c + 1);
    element.addEventListener("webglcontextrestored", restored);
    try {
      scene.current = new HeadScene(element);
      shown.current = undefined;
    } catch (error) {
      setFailure((error as Error).message);
    }
    return () => {
      element.removeEventListener("webglcontextrestored", restored);
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      scene.current?.dispose();
      scene.current = undefined;
    };
  }, [context]);

  const { positions, dimensions, queries } = drawn;
  useEffect(() => {
    const from = shown.current;
    shown.current = positions;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches || positions.length > 200_000;
    if (!from || from.length !== positions.length || from === positions || still) {
      scene.current?.set({ positions, dimensions, queries });
      scene.current?.setLines(drawn.lines);
      draw();
      return;
    }
    const between = new Float32Array(positions.length);
    let step = 0;
    const start = performance.now();
    const move = () => {
      const t = Math.min(1, (performance.now() - start) / MOVE_MS);
      const eased = t * t * (3 - 2 * t);
      for (let i = 0; i < between.length; i++) between[i] = from[i] + (positions[i] - from[i]) * eased;
      scene.current?.set({ positions: t < 1 ? between : positions, dimensions, queries });
      scene.current?.setLines(drawn.lines);
      draw();
      if (t < 1) step = requestAnimationFrame(move);
    };
    move();
    return () => cancelAnimationFrame(step);
  }, [positions, dimensions, queries, context]);

  useEffect(() => {
    scene.current?.setPalettes(drawn.coloring.palette(theme), ownPalette(theme));
    scene.current?.points.setValues(drawn.values);
  }, [drawn.coloring, drawn.values, theme, positions.length, context]);
  useEffect(() => scene.current?.points.setStates(drawn.states), [drawn.states, context]);
  useEffect(() => scene.current?.points.setSizes(drawn.sizes), [drawn.sizes, context]);
  useEffect(() => scene.current?.setLines(drawn.lines), [drawn.lines, context]);
  useEffect(() => scene.current?.setOwn(drawn.own), [drawn.own, positions, context]);
  useEffect(() => scene.current?.setPictures(drawn.pictures, drawn.coloring.pictures), [drawn.pictures, drawn.coloring, context]);
  useEffect(draw);
  return { failure };
}
