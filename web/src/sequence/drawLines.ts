import { among, lineWidth, plain } from "./lineLook";
import type { Weights } from "./weights";

export interface Lines {
  weights: Weights;
  /** Places in `weights` to draw, the last on top. */
  places: ArrayLike<number>;
  /** They are of one token only. */
  alone: boolean;
  /** Places drawn in full; all others fade. Empty = none fades. */
  strong: ReadonlySet<number>;
  /** Pairs to mark, by query and key. */
  marked: readonly (readonly [number, number])[];
  rowHeight: number;
  scrolled: number;
}

/** The canvas made as large as it is shown, in the device's own pixels; what is drawn is measured in CSS pixels. */
export function fresh(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  const scale = devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d")!;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  return context;
}

export const colorIn = (element: Element, name: string): string => getComputedStyle(element).getPropertyValue(name).trim();

/** Lines from queries on the left to keys on the right; only those that are in sight cost anything. */
export function drawLines(canvas: HTMLCanvasElement, { weights, places, alone, strong, marked, rowHeight, scrolled }: Lines): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = fresh(canvas, width, height);
  const gradient = context.createLinearGradient(0, 0, width, 0);
  gradient.addColorStop(0, colorIn(canvas, "--query"));
  gradient.addColorStop(1, colorIn(canvas, "--key"));
  context.strokeStyle = gradient;
  const line = (query: number, key: number) => {
    const [from, to] = [(query + 0.5) * rowHeight - scrolled, (key + 0.5) * rowHeight - scrolled];
    if (Math.max(from, to) < 0 || Math.min(from, to) > height) return;
    context.beginPath();
    context.moveTo(0, from);
    context.lineTo(width, to);
    context.stroke();
  };
  const weigh = (place: number, opacity: (weight: number) => number) => {
    const weight = weights.values[place];
    context.globalAlpha = opacity(weight);
    context.lineWidth = lineWidth(weight);
    line(Math.floor(place / weights.keys), place % weights.keys);
  };
  const opacity = alone ? plain : (weight: number) => among(weight, places.length, strong.size > 0);
  for (let i = 0; i < places.length; i++) if (!strong.has(places[i])) weigh(places[i], opacity);
  for (const place of strong) weigh(place, plain);
  context.globalAlpha = 1;
  context.strokeStyle = colorIn(canvas, "--accent");
  context.lineWidth = 2.5;
  context.setLineDash([6, 4]);
  for (const [query, key] of marked) line(query, key);
}
