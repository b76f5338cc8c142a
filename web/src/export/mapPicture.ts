import type { Coloring } from "../color/coloring";
import type { MapHandle } from "../head/HeadMap";
import type { MapLine } from "../head/lines";
import type { Theme } from "../ui/theme";
import { dotsSvg, escapeXml } from "./dots";
import { standalone } from "./overlay";
import { svgOf } from "./picture";

export interface MapPicture {
  handle: MapHandle;
  title: string;
  queries: number;
  coloring: Coloring;
  values: Uint8Array;
  states: Uint8Array;
  lines: MapLine[];
  theme: Theme;
}

const background = { light: "#ffffff", dark: "#101318" };

/** The map of a head as it is seen: points and lines as vectors, patches as the pixels they are, words as text. */
export function mapSvg({ handle, title, queries, coloring, values, states, lines, theme }: MapPicture): string {
  const { canvas, overlay, screen, size } = handle;
  const { clientWidth: width, clientHeight: height } = canvas;
  const points = coloring.pictures
    ? `<image width="${width}" height="${height}" href="${canvas.toDataURL("image/png")}"/>`
    : `${lines.map((l) => lineSvg(l, screen, theme)).join("\n")}\n${dotsSvg({ screen, queries, values, states, palette: coloring.palette(theme), size, width, height })}`;
  return svgOf(width, height, background[theme], escapeXml(title), `${points}\n${standalone(overlay)}`);
}

function lineSvg({ query, key, weight }: MapLine, screen: Float32Array, theme: Theme): string {
  const at = (point: number) => [screen[point * 2].toFixed(1), screen[point * 2 + 1].toFixed(1)];
  const [[x1, y1], [x2, y2]] = [at(query), at(key)];
  return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${theme === "light" ? "#3c465a" : "#c8d2e6"}" stroke-opacity="${weight.toFixed(2)}"/>`;
}
