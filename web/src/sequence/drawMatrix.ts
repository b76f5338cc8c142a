import { colorIn, fresh } from "./drawLines";
import { cellName, type Layout } from "./matrixLayout";
import type { Side } from "./sides";
import { greatest, type Weights } from "./weights";

/** A pixel for each weight, in one colour; the root makes small weights visible beside great ones. */
function pixels(weights: Weights, color: string): HTMLCanvasElement {
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [weights.keys, weights.queries];
  const context = sheet.getContext("2d")!;
  const image = context.createImageData(weights.keys, weights.queries);
  const most = greatest(weights) || 1;
  weights.values.forEach((w, i) => {
    image.data[i * 4 + 3] = Math.sqrt(w / most) * 255;
  });
  context.putImageData(image, 0, 0);
  context.globalCompositeOperation = "source-in";
  context.fillStyle = color;
  context.fillRect(0, 0, sheet.width, sheet.height);
  return sheet;
}

export function drawMatrix(
  canvas: HTMLCanvasElement,
  { cell, left, top, width, height }: Layout,
  weights: Weights,
  queries: Side,
  keys: Side,
  hovered: { query: number; key: number },
  hidden: (place: number, query: boolean) => boolean,
): void {
  const context = fresh(canvas, width, height);
  const [across, down] = [weights.keys * cell, weights.queries * cell];
  context.fillStyle = colorIn(canvas, "--map");
  context.fillRect(left, top, across, down);
  context.imageSmoothingEnabled = false;
  if (across > 0 && down > 0) context.drawImage(pixels(weights, colorIn(canvas, "--accent")), left, top, across, down);
  context.strokeStyle = colorIn(canvas, "--line");
  context.strokeRect(left - 0.5, top - 0.5, across + 1, down + 1);
  context.lineWidth = 2;
  context.strokeStyle = colorIn(canvas, "--query");
  if (hovered.query >= 0) context.strokeRect(left, top + hovered.query * cell, across, cell);
  context.strokeStyle = colorIn(canvas, "--key");
  if (hovered.key >= 0) context.strokeRect(left + hovered.key * cell, top, cell, down);
  if (left === 0) return;

  context.font = `${Math.min(12, cell - 1)}px ${getComputedStyle(canvas).fontFamily}`;
  context.textBaseline = "middle";
  const label = (text: string, place: number, query: boolean) => {
    context.fillStyle = colorIn(canvas, hidden(place, query) ? "--line" : query ? "--query" : "--key");
    context.save();
    if (query) context.translate(left - 4, top + (place + 0.5) * cell);
    else context.translate(left + (place + 0.5) * cell, top - 4);
    if (!query) context.rotate(-Math.PI / 2);
    context.textAlign = query ? "right" : "left";
    context.fillText(cellName(text), 0, 0);
    context.restore();
  };
  for (const [place, text] of queries.texts.entries()) label(text, place, true);
  for (const [place, text] of keys.texts.entries()) label(text, place, false);
}
