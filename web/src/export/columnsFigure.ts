import { among, lineWidth, plain } from "../sequence/lineLook";
import { placeIn, type Side, visible } from "../sequence/sides";
import { mostLines, strongest } from "../sequence/strongest";
import { placesOf } from "../sequence/weights";
import { grouped } from "../ui/counted";
import type { Drawing } from "./figure";
import type { Ink } from "./ink";
import type { Seen } from "./seen";
import { type Measure, num, textSvg } from "./text";

const [ROW, SIZE, GAP, ACROSS, HEADING] = [22, 13, 6, 220, 22];

/** Sentence View, all of it: queries left, keys right, lines between. */
export function columnsFigure({ queries, keys, weights, hidden, selected, mode }: Seen, ink: Ink, measure: Measure): Drawing {
  const widest = (side: Side) => Math.max(measure(side.title, SIZE, true), ...side.texts.map((t) => measure(visible(t), SIZE, true)));
  const left = Math.ceil(widest(queries)) + GAP;
  const width = left + ACROSS + GAP + Math.ceil(widest(keys));
  const middle = (place: number) => HEADING + (place + 0.5) * ROW;
  const chosen = [placeIn(queries, true, selected), placeIn(keys, false, selected)];

  const { places, all } = strongest(weights, mostLines);
  const front = new Set(placesOf(weights, chosen[0], chosen[1]));
  const line = (place: number, opacity: number) => {
    const [query, key] = [Math.floor(place / weights.keys), place % weights.keys];
    return `<line x1="${left}" y1="${num(middle(query))}" x2="${left + ACROSS}" y2="${num(middle(key))}" stroke-width="${num(lineWidth(weights.values[place]))}" stroke-opacity="${num(opacity)}"/>`;
  };
  const lines = [
    ...places.filter((p) => !front.has(p)).map((p) => line(p, among(weights.values[p], places.length, front.size > 0))),
    ...[...front].map((p) => line(p, plain(weights.values[p]))),
  ];

  const column = (side: Side, query: boolean) => {
    const [x, color] = query ? [left - GAP, ink.query] : [left + ACROSS + GAP, ink.key];
    const anchor = query ? ("end" as const) : ("start" as const);
    const words = side.texts.map((text, place) => {
      const struck = hidden({ row: side.firstRow + place, query });
      const fill = struck || mode === "all" ? ink.quiet : color;
      return textSvg(x, middle(place), visible(text), { size: SIZE, fill, anchor, struck, bold: chosen[query ? 0 : 1] === place });
    });
    return [textSvg(x, HEADING / 2 - 2, side.title, { size: SIZE, fill: color, anchor, bold: true }), ...words];
  };
  const gradient = `<defs><linearGradient id="flow" gradientUnits="userSpaceOnUse" x1="${left}" x2="${left + ACROSS}" y1="0" y2="0"><stop stop-color="${ink.query}"/><stop offset="1" stop-color="${ink.key}"/></linearGradient></defs>`;
  return {
    width,
    height: HEADING + Math.max(queries.texts.length, keys.texts.length) * ROW,
    svg: [gradient, `<g id="lines" stroke="url(#flow)">`, ...lines, "</g>", ...column(queries, true), ...column(keys, false)].join("\n"),
    notes: all > places.length ? [`Lines: the strongest ${grouped(mostLines)} of ${grouped(all)} weights.`] : [],
  };
}
