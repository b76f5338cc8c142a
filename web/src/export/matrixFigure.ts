import { cellName, longestName, matrixLayout } from "../sequence/matrixLayout";
import { type Side, visible } from "../sequence/sides";
import { greatest } from "../sequence/weights";
import type { Drawing } from "./figure";
import type { Ink } from "./ink";
import type { Seen } from "./seen";
import { num, textSvg } from "./text";

const [CELL, WIDEST] = [14, 2600];

/** The weights as a heat map: a path for all cells of one shade, as many shades as the page has. */
export function matrixFigure({ queries, keys, weights, hidden }: Seen, ink: Ink): Drawing {
  const letters = Math.max(1, ...[...queries.texts, ...keys.texts].map((t) => visible(t).length));
  const room = Math.min(WIDEST, Math.max(640, keys.texts.length * CELL + 10 + 7 * longestName));
  const layout = matrixLayout(room, queries.texts.length, keys.texts.length, letters);
  const { cell, left, top, width, height } = layout;
  const most = greatest(weights);
  const shades = new Map<number, string[]>();
  weights.values.forEach((weight, i) => {
    if (!(weight > 0)) return;
    const shade = Math.max(1, Math.round(Math.sqrt(weight / most) * 255));
    if (!shades.has(shade)) shades.set(shade, []);
    shades.get(shade)!.push(`M${left + (i % weights.keys) * cell},${top + Math.floor(i / weights.keys) * cell}h${cell}v${cell}h${-cell}z`);
  });
  const [across, down] = [weights.keys * cell, weights.queries * cell];
  const names = (side: Side, query: boolean) =>
    side.texts.map((text, place) => {
      const words = cellName(text);
      const middle = (place + 0.5) * cell;
      const fill = hidden({ row: side.firstRow + place, query }) ? ink.line : query ? ink.query : ink.key;
      const size = Math.min(12, cell - 1);
      if (query) return textSvg(left - 4, top + middle, words, { size, fill, anchor: "end" });
      return textSvg(left + middle, top - 4, words, { size, fill, upright: true });
    });
  return {
    width,
    height,
    svg: [
      `<rect x="${left}" y="${top}" width="${across}" height="${down}" fill="${ink.map}"/>`,
      `<g id="cells" fill="${ink.accent}" shape-rendering="crispEdges">`,
      ...[...shades].map(([shade, path]) => `<path fill-opacity="${num(shade / 255)}" d="${path.join("")}"/>`),
      "</g>",
      `<rect x="${left - 0.5}" y="${top - 0.5}" width="${across + 1}" height="${down + 1}" fill="none" stroke="${ink.line}"/>`,
      ...(left > 0 ? [...names(queries, true), ...names(keys, false)] : []),
    ].join("\n"),
    notes: [`${queries.title} down, ${keys.title.toLowerCase()} across. Shade: the square root of the weight, from 0 to ${num(most)}.`],
  };
}
