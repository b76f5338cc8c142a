/** Where the cells of a matrix lie, in CSS pixels; left and top are 0 where there is no room for names. */
export interface Layout {
  cell: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

const [largest, smallest, readable, names] = [22, 2, 11, 84];

/** As large as the width allows; below `smallest` it is scrolled. */
export function matrixLayout(room: number, queries: number, keys: number): Layout {
  const named = Math.min(largest, Math.floor((room - names) / Math.max(1, keys)));
  const cell = named >= readable ? named : Math.max(smallest, Math.min(readable - 1, Math.floor(room / Math.max(1, keys))));
  const margin = named >= readable ? names : 0;
  return { cell, left: margin, top: margin, width: margin + keys * cell + 1, height: margin + queries * cell + 1 };
}

/** The cell at a point; undefined beside the matrix. */
export function cellAt({ cell, left, top }: Layout, queries: number, keys: number, x: number, y: number) {
  const [key, query] = [Math.floor((x - left) / cell), Math.floor((y - top) / cell)];
  return key >= 0 && key < keys && query >= 0 && query < queries ? { query, key } : undefined;
}
