type Triple = [number, number, number];

/** sRGB to linear light (IEC 61966-2-1). */
const linear = (rgb: readonly number[]) => rgb.map((v) => (v <= 10.31475 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Triple;

const luminanceOf = ([r, g, b]: Triple) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

/** As WCAG 2 measures it, 1..21. */
export function contrast(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [luminanceOf(linear(a)) + 0.05, luminanceOf(linear(b)) + 0.05];
  return Math.max(x / y, y / x);
}

function labOfLinear([r, g, b]: Triple): Triple {
  const f = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE L*, 0..100. */
export const lightness = (rgb: readonly number[]): number => labOfLinear(linear(rgb))[0];

/** What is seen by whom: Machado, Oliveira, Fernandes (2009), severity 1, on linear light. */
export const visions: Record<string, number[]> = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

/** Distance of two colours in CIELAB (1976), as the vision sees them; about 2 can just be noticed side by side. */
export function difference(a: readonly number[], b: readonly number[], vision: string): number {
  const m = visions[vision];
  const seen = (rgb: readonly number[]) => {
    const light = linear(rgb);
    return labOfLinear(
      [0, 3, 6].map((r) => Math.min(1, Math.max(0, m[r] * light[0] + m[r + 1] * light[1] + m[r + 2] * light[2]))) as Triple,
    );
  };
  const [p, q] = [seen(a), seen(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}
