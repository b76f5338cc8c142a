import type { PointRows } from "../data/points";
import { rowsOf, type TokenTable } from "../data/tokens";
import type { Alignment } from "../gen/attentionviz/v1/atlas_pb";
import type { TokenSide } from "../gen/attentionviz/v1/model_pb";

/** Queries and keys of one sequence, some of all there are: each pair with what the model makes of it and how far apart it lies. */
export interface Pairs {
  /** scale * q.k, up to what is the same for all keys of a query. */
  logit: Float32Array;
  raw: Float32Array;
  aligned: Float32Array;
  map: Float32Array;
}

export interface HeadNumbers {
  queries: Float32Array;
  keys: Float32Array;
  width: number;
  scale: number;
  causal: boolean;
  alignment: Alignment;
}

/** A query's place and a key's place among the head's, drawn evenly over queries; keys of the query's own sequence that it can see. */
export function drawPairs(
  table: TokenTable,
  points: PointRows,
  sides: { querySide: TokenSide; keySide: TokenSide },
  causal: boolean,
  most: number,
): [number, number][] {
  const keyAt = new Map<number, number>();
  for (let p = points.queries; p < points.rows.length; p++) keyAt.set(points.rows[p], p - points.queries);
  const pairs: [number, number][] = [];
  let state = 12345;
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let i = 0; i < most && points.queries > 0; i++) {
    const query = Math.floor((i * points.queries) / most + draw(Math.max(1, Math.floor(points.queries / most)))) % points.queries;
    const row = points.rows[query];
    const range = rowsOf(table.sequences[table.sequenceOf[row]], sides.keySide);
    const end = causal && sides.querySide === sides.keySide ? row + 1 : range.end;
    const key = keyAt.get(range.first + draw(end - range.first));
    if (key !== undefined) pairs.push([query, key]);
  }
  return pairs;
}

export function measure(
  pairs: [number, number][],
  head: HeadNumbers,
  positions: Float32Array,
  dimensions: number,
  queryCount: number,
): Pairs {
  const { queries, keys, width, alignment } = head;
  const [q, k] = aligner(alignment, width);
  const result: Pairs = {
    logit: new Float32Array(pairs.length),
    raw: new Float32Array(pairs.length),
    aligned: new Float32Array(pairs.length),
    map: new Float32Array(pairs.length),
  };
  pairs.forEach(([i, j], at) => {
    const [a, b] = [queries.subarray(i * width, (i + 1) * width), keys.subarray(j * width, (j + 1) * width)];
    result.logit[at] = head.scale * dot(a, b);
    result.raw[at] = distance(a, b);
    result.aligned[at] = distance(q(a), k(b));
    const place = (point: number) => positions.subarray(point * dimensions, (point + 1) * dimensions);
    result.map[at] = distance(place(i), place(queryCount + j));
  });
  return result;
}

type Move = (vector: Float32Array) => Float32Array;

/** What the alignment does to a query and to a key. */
function aligner({ c, translation, matrix }: Alignment, width: number): [Move, Move] {
  const moved = (v: Float32Array) => v.map((x, d) => x + (translation[d] ?? 0));
  if (matrix.length === 0) return [(v) => v.map((x) => x * (c || 1)), (v) => moved(v.map((x) => x / (c || 1)))];
  const m = Float64Array.from(matrix);
  const inverse = invert(m, width);
  return [(v) => times(m, v, width), (v) => moved(times(inverse, v, width))];
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += a[d] * b[d];
  return sum;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < a.length; d++) sum += (a[d] - b[d]) ** 2;
  return Math.sqrt(sum);
}

const times = (m: Float64Array, v: Float32Array, n: number) =>
  Float32Array.from({ length: n }, (_, r) => dot(m.subarray(r * n, (r + 1) * n), v));

/** By Gauss and Jordan, with the greatest pivot of each column. */
export function invert(matrix: Float64Array, n: number): Float64Array {
  const a = Float64Array.from(matrix);
  const b = new Float64Array(n * n);
  for (let i = 0; i < n; i++) b[i * n + i] = 1;
  for (let c = 0; c < n; c++) {
    let pivot = c;
    for (let r = c + 1; r < n; r++) if (Math.abs(a[r * n + c]) > Math.abs(a[pivot * n + c])) pivot = r;
    for (const m of [a, b]) {
      for (let i = 0; i < n; i++) [m[c * n + i], m[pivot * n + i]] = [m[pivot * n + i], m[c * n + i]];
    }
    const by = a[c * n + c];
    for (const m of [a, b]) for (let i = 0; i < n; i++) m[c * n + i] /= by;
    for (let r = 0; r < n; r++) {
      const factor = a[r * n + c];
      if (r === c || factor === 0) continue;
      for (const m of [a, b]) for (let i = 0; i < n; i++) m[r * n + i] -= factor * m[c * n + i];
    }
  }
  return b;
}
