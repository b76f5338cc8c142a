import type { Attention } from "../data/load";
import { type PointRows, pointAt } from "../data/points";
import { rowsOf, type TokenTable } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";

/** Attention of one sequence from its queries and keys: softmax(scale * q.k + mask). [queries, keys] each of the head's `width`. */
export function attentionOf(
  head: HeadSummary,
  table: TokenTable,
  points: PointRows,
  sequence: number,
  queries: Float32Array,
  keys: Float32Array,
): Attention {
  const info = table.sequences[sequence];
  const [q, k] = [rowsOf(info, head.querySide), rowsOf(info, head.keySide)];
  const [rows, columns, width] = [q.end - q.first, k.end - k.first, head.width];
  const firstQuery = pointAt(points, q.first, true);
  const firstKey = pointAt(points, k.first, false) - points.queries;
  const weights = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    const row = weights.subarray(i * columns, (i + 1) * columns);
    const seen = head.causal && head.querySide === head.keySide ? i + 1 : columns;
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < seen; j++) {
      let sum = 0;
      for (let d = 0; d < width; d++) sum += queries[(firstQuery + i) * width + d] * keys[(firstKey + j) * width + d];
      row[j] = sum * head.scale;
      most = Math.max(most, row[j]);
    }
    let total = 0;
    for (let j = 0; j < seen; j++) total += row[j] = Math.exp(row[j] - most);
    for (let j = 0; j < seen; j++) row[j] /= total;
  }
  return { layer: head.layer, head: head.head, queries: rows, keys: columns, weights, queryRow: q.first, keyRow: k.first };
}
