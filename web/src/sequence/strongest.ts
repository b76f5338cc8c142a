import type { Weights } from "./weights";

/** Lines that are drawn at once. */
export const mostLines = 3000;

export interface Strongest {
  /** Places in `values` of the weights that are drawn, weakest first: the strongest lie on top. */
  places: number[];
  /** Weights above 0, drawn or not. */
  all: number;
}

const bins = 1 << 16;

/** The `most` greatest weights. Without sorting all: there may be hundreds of thousands. */
export function strongest({ values }: Weights, most: number): Strongest {
  // Floats above 0 are in the order of their bits; the upper half of them tells all but near ties apart.
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const counts = new Uint32Array(bins);
  let all = 0;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i] > 0)) continue;
    counts[bits[i] >>> 16]++;
    all++;
  }
  const count = Math.min(most, all);
  let least = bins;
  for (let above = 0; above < count; above += counts[least]) least--;
  const places: number[] = [];
  for (let i = 0; i < values.length; i++) if (values[i] > 0 && bits[i] >>> 16 >= least) places.push(i);
  places.sort((a, b) => values[a] - values[b]);
  return { places: places.slice(places.length - count), all };
}
