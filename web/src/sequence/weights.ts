/** Attention weights: a row for each query, a column for each key. */
export interface Weights {
  queries: number;
  keys: number;
  /** [queries, keys], row-major. */
  values: Float32Array;
}

const none: ReadonlySet<number> = new Set();

/** Without the hidden tokens: rows of hidden queries are 0, and what is left of the others adds up to 1 again. */
export function renormalised(weights: Weights, hiddenQueries: ReadonlySet<number> = none, hiddenKeys: ReadonlySet<number> = none): Weights {
  const { queries, keys } = weights;
  const values = new Float32Array(queries * keys);
  for (let q = 0; q < queries; q++) {
    if (hiddenQueries.has(q)) continue;
    let sum = 0;
    for (let k = 0; k < keys; k++) if (!hiddenKeys.has(k)) sum += weights.values[q * keys + k];
    if (sum === 0) continue;
    for (let k = 0; k < keys; k++) if (!hiddenKeys.has(k)) values[q * keys + k] = weights.values[q * keys + k] / sum;
  }
  return { queries, keys, values };
}

/** The first rows and columns, each row brought to a sum of 1 again; 0 where there was nothing. */
export function cropped(weights: Weights, queries: number, keys: number): Weights {
  const values = new Float32Array(queries * keys);
  const width = Math.min(keys, weights.keys);
  for (let q = 0; q < Math.min(queries, weights.queries); q++) {
    values.set(weights.values.subarray(q * weights.keys, q * weights.keys + width), q * keys);
  }
  return renormalised({ queries, keys, values });
}

export function greatest(weights: Weights): number {
  let most = 0;
  for (const value of weights.values) if (value > most) most = value;
  return most;
}

/** A weight as it is read: what is too little for two decimals says so. */
export function weightText(value: number): string {
  if (!(value > 0)) return "";
  return value < 0.005 ? "<.01" : value.toFixed(2);
}

/** A query's weights, or a key's; the other place is -1. */
export function rowOf({ queries, keys, values }: Weights, query: number, key: number): Float32Array {
  if (query >= 0) return values.subarray(query * keys, (query + 1) * keys);
  return Float32Array.from({ length: queries }, (_, q) => values[q * keys + key]);
}

/** Places in `values` of a query's or a key's weights above 0, weakest first; undefined where neither is given. */
export function placesOf(weights: Weights, query: number, key: number): number[] | undefined {
  if (query < 0 && key < 0) return undefined;
  const places: number[] = [];
  const [count, first, step] = query >= 0 ? [weights.keys, query * weights.keys, 1] : [weights.queries, key, weights.keys];
  for (let i = 0; i < count; i++) if (weights.values[first + i * step] > 0) places.push(first + i * step);
  return places.sort((a, b) => weights.values[a] - weights.values[b]);
}
