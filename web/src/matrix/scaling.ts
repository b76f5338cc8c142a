/**
 * Classical multidimensional scaling (Torgerson 1952): places in two dimensions whose distances come near those given.
 * @param distances [n, n], symmetric, zero on the diagonal. Returns [n, 2].
 */
export function scaleDistances(distances: Float64Array, n: number): Float64Array {
  // Doubly centred squared distances are the products of the places sought.
  const b = new Float64Array(n * n);
  const means = new Float64Array(n);
  let all = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) means[i] += distances[i * n + j] ** 2 / n;
    all += means[i] / n;
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) b[i * n + j] = -0.5 * (distances[i * n + j] ** 2 - means[i] - means[j] + all);
  const places = new Float64Array(n * 2);
  for (let axis = 0; axis < 2; axis++) {
    const { vector, value } = greatest(b, n);
    if (value <= 1e-12) break;
    for (let i = 0; i < n; i++) {
      places[i * 2 + axis] = vector[i] * Math.sqrt(value);
      for (let j = 0; j < n; j++) b[i * n + j] -= value * vector[i] * vector[j];
    }
  }
  return places;
}

const TURNS = 300;

/** The eigenvector of the greatest eigenvalue of a symmetric matrix, by the power method on the matrix, shifted so that it has no negative ones. */
function greatest(b: Float64Array, n: number): { vector: Float64Array; value: number } {
  let shift = 0;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < n; j++) sum += Math.abs(b[i * n + j]);
    shift = Math.max(shift, sum);
  }
  let vector = Float64Array.from({ length: n }, (_, i) => Math.sin(i * 1.7 + 0.3));
  for (let turn = 0; turn < TURNS; turn++) {
    const next = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      next[i] = shift * vector[i];
      for (let j = 0; j < n; j++) next[i] += b[i * n + j] * vector[j];
    }
    const length = Math.hypot(...next) || 1;
    let moved = 0;
    for (let i = 0; i < n; i++) {
      next[i] /= length;
      moved = Math.max(moved, Math.abs(next[i] - vector[i]));
    }
    vector = next;
    if (moved < 1e-10) break;
  }
  let value = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) value += vector[i] * b[i * n + j] * vector[j];
  return { vector, value };
}
