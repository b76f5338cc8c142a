import { visible } from "./sides";

/** Where the cells of a matrix lie, in CSS pixels; left and top are 0 where there is no room for names. */
export interface Layout {
  cell: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Letters of a name that there is room for. */
export const longestName = 12;

/** A token's name, as long as there is room for. */
export function cellName(text: string): string {
  const name = [...visible(text)];
  return name.length > longestName ? `${name.slice(0, longestName - 1).join("")}…` : name.join("");
}

const [largest, smallest, readable] = [22, 2, 11];

/** As large as the width allows; below `smallest` it is scrolled. `letters`: of the longest name. */
export function matrixLayout(room: number, queries: number, keys: number, letters = longestName): Layout {
  const names = 10 + 7 * Math.min(letters, longestName);
  const named = Math.min(largest, Math.floor((room - names) / Math.max(1, keys)));
  const margin = named >= readable ? names : 0;
  const cell = margin > 0 ? named : Math.max(smallest, Math.min(readable - 1, Math.floor(room / Math.max(1, keys))));
  return { cell, left: margin, top: margin, width: margin + keys * cell + 1, height: margin + queries * cell + 1 };
}

/** The cell at a point; undefined beside the matrix. */
export function cellAt({ cell, left, top }: Layout, queries: number, keys: number, x: number, y: number) {
  const [key, query] = [Math.floor((x - left) / cell), Math.floor((y - top) / cell)];
  return key >= 0 && key < keys && query >= 0 && query < queries ? { query, key } : undefined;
}
