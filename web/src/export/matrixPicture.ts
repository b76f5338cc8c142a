import type { Coloring } from "../color/coloring";
import { headKey, headName } from "../data/heads";
import type { Tile } from "../data/load";
import { cameraMatrix, fitBox, homeCamera, multiply } from "../gl/camera";
import { screenOf } from "../head/pick";
import type { Layout } from "../matrix/layout";
import type { Theme } from "../ui/theme";
import { dotsSvg, escapeXml } from "./dots";
import { svgOf } from "./picture";

export interface MatrixPicture {
  title: string;
  layout: Layout;
  heads: { layer: number; head: number }[];
  tiles: Map<number, Tile>;
  coloring: Coloring;
  /** Palette values, states and number of queries of a tile's points. */
  look: (tile: Tile) => { values: Uint8Array; states: Uint8Array; queries: number };
  theme: Theme;
}

const ink = { light: ["#ffffff", "#555e6c", "#c9ced6"], dark: ["#101318", "#a5adba", "#3d4552"] };

/** Every head that has come, as vectors, each in its frame and with its name. */
export function matrixSvg({ title, layout, heads, tiles, coloring, look, theme }: MatrixPicture): string {
  const [ground, text, frame] = ink[theme];
  const parts: string[] = [];
  const fit = fitBox([0, 0, 0], [65535, 65535, 65535], 0.93);
  for (const head of heads) {
    const rect = layout.rects.get(headKey(head.layer, head.head));
    const tile = tiles.get(headKey(head.layer, head.head));
    if (!rect) continue;
    const dots = tile ? tileSvg(tile, rect.size, look(tile), coloring, theme, fit) : "";
    parts.push(
      `<g transform="translate(${rect.x} ${rect.y})"><rect width="${rect.size}" height="${rect.size}" fill="none" stroke="${frame}"/>${dots}<text x="4" y="11" font-size="9" fill="${text}">${headName(head)}</text></g>`,
    );
  }
  return svgOf(Math.ceil(layout.width), Math.ceil(layout.height), ground, escapeXml(title), parts.join("\n"));
}

function tileSvg(
  tile: Tile,
  side: number,
  looks: ReturnType<MatrixPicture["look"]>,
  coloring: Coloring,
  theme: Theme,
  fit: Float32Array,
): string {
  const camera = tile.dimensions === 2 ? fit : multiply(cameraMatrix(homeCamera, 3), fit);
  const screen = screenOf(Float32Array.from(tile.points), tile.dimensions, camera, side, side);
  return dotsSvg({ screen, ...looks, palette: coloring.palette(theme), size: Math.max(1.5, side / 62), width: side, height: side });
}
