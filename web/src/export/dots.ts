import { colorAt, type Palette } from "../color/palette";

export interface Dots {
  /** x, y of each point in pixels. */
  screen: Float32Array;
  queries: number;
  /** Palette value a point. */
  values: Uint8Array;
  /** As PointLayer.setStates. */
  states: Uint8Array;
  palette: Palette;
  /** Of a dot, in pixels. */
  size: number;
  width: number;
  height: number;
}

/** Points as SVG: one path for all that look alike, of zero-length lines whose round or square ends are the dots. What is faded comes first. */
export function dotsSvg({ screen, queries, values, states, palette, size, width, height }: Dots): string {
  const groups = new Map<string, { style: string; rank: number; path: string[] }>();
  for (let i = 0; i < states.length; i++) {
    const [x, y] = [screen[i * 2], screen[i * 2 + 1]];
    const state = states[i];
    if (state === 3 || !(x > -size && y > -size && x < width + size && y < height + size)) continue;
    const query = i < queries;
    const name = `${query} ${values[i]} ${state}`;
    let group = groups.get(name);
    if (!group) {
      const [r, g, b] = colorAt(palette, values[i], query);
      const width = state === 2 ? size * 1.6 + 1 : state === 1 ? size * 0.8 : size;
      const style = `stroke="rgb(${r},${g},${b})" stroke-width="${(query ? width : width * 0.89).toFixed(1)}" stroke-opacity="${state === 1 ? 0.12 : state === 2 ? 1 : 0.92}" stroke-linecap="${query ? "round" : "square"}"`;
      // A square end reaches half the width beyond the line on each side, as a round one does.
      group = { style, rank: state === 1 ? 0 : state === 2 ? 2 : 1, path: [] };
      groups.set(name, group);
    }
    group.path.push(`M${x.toFixed(1)},${y.toFixed(1)}h0`);
  }
  return [...groups.values()]
    .sort((a, b) => a.rank - b.rank)
    .map((g) => `<path fill="none" ${g.style} d="${g.path.join("")}"/>`)
    .join("\n");
}

/** Text as XML holds it; characters that XML has no place for become the mark for those. */
export const escapeXml = (text: string): string =>
  text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`).replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff\p{Cs}]/gu, "\ufffd");
