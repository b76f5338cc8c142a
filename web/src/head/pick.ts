import type { Mat4 } from "../gl/camera";

/** Every point on the screen: x, y in pixels from the upper left. `out` is used again where it fits. */
export function screenOf(
  positions: Float32Array,
  dimensions: number,
  m: Mat4,
  width: number,
  height: number,
  out?: Float32Array,
): Float32Array {
  const count = positions.length / dimensions;
  const screen = out && out.length === count * 2 ? out : new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    const at = i * dimensions;
    const [x, y, z] = [positions[at], positions[at + 1], dimensions === 3 ? positions[at + 2] : 0];
    const w = m[3] * x + m[7] * y + m[11] * z + m[15];
    screen[i * 2] = ((m[0] * x + m[4] * y + m[8] * z + m[12]) / w + 1) * 0.5 * width;
    screen[i * 2 + 1] = (1 - (m[1] * x + m[5] * y + m[9] * z + m[13]) / w) * 0.5 * height;
  }
  return screen;
}

/** The point nearest to a place of the screen, within `reach` pixels; those brought out (state 2) go first, hidden ones are not there. -1 = none. */
export function nearest(screen: Float32Array, states: Uint8Array, x: number, y: number, reach: number): number {
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (let i = 0; i < states.length; i++) {
    const [dx, dy] = [screen[i * 2] - x, screen[i * 2 + 1] - y];
    if (dx > reach || dx < -reach || dy > reach || dy < -reach || states[i] === 3) continue;
    const d = dx * dx + dy * dy;
    if (d > reach * reach) continue;
    const rank = d + (states[i] === 2 ? 0 : states[i] === 1 ? 4 * reach * reach : reach * reach);
    if (rank < least) [best, least] = [i, rank];
  }
  return best;
}

/** Points inside a polygon of the screen (even-odd), x and y in turn. */
export function inside(screen: Float32Array, states: Uint8Array, polygon: number[]): number[] {
  const found: number[] = [];
  const corners = polygon.length / 2;
  for (let i = 0; i < states.length; i++) {
    if (states[i] === 3) continue;
    const [x, y] = [screen[i * 2], screen[i * 2 + 1]];
    let odd = false;
    for (let a = 0, b = corners - 1; a < corners; b = a++) {
      const [ax, ay, bx, by] = [polygon[a * 2], polygon[a * 2 + 1], polygon[b * 2], polygon[b * 2 + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
    }
    if (odd) found.push(i);
  }
  return found;
}
