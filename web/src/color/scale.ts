import { NONE, STEPS } from "./palette";

/** Least and greatest finite number; both 0 where there is none. */
export function boundsOf(numbers: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < numbers.length; i++) {
    const n = numbers[i];
    if (!Number.isFinite(n)) continue;
    if (n < low) low = n;
    if (n > high) high = n;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Numbers to 0..STEPS between the bounds; what is no number has no value. */
export function scaled(
  numbers: ArrayLike<number>,
  [low, high]: [number, number] = boundsOf(numbers),
  out: Uint8Array<ArrayBufferLike> = new Uint8Array(numbers.length),
): Uint8Array {
  const factor = high > low ? STEPS / (high - low) : 0;
  for (let i = 0; i < out.length; i++) {
    const n = numbers[i];
    out[i] = Number.isFinite(n) ? Math.min(STEPS, Math.max(0, Math.round((n - low) * factor))) : NONE;
  }
  return out;
}

/** A number as a legend shows it. */
export function short(n: number): string {
  if (Number.isInteger(n)) return String(n);
  const size = Math.abs(n);
  return size >= 1000 || size < 0.001 ? n.toExponential(1) : String(Number(n.toPrecision(3)));
}
