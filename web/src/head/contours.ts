import { contourDensity } from "d3-contour";

/** Rings round where points are dense, in pixels of the screen: SVG paths, the outermost first. */
export function densityPaths(screen: Float32Array, first: number, end: number, width: number, height: number): string[] {
  const points: [number, number][] = [];
  // Density is a mean: a few thousand points tell it as well as all of them.
  const step = Math.max(1, Math.ceil((end - first) / 5000));
  for (let i = first; i < end; i += step) {
    const [x, y] = [screen[i * 2], screen[i * 2 + 1]];
    if (x > -50 && y > -50 && x < width + 50 && y < height + 50) points.push([x, y]);
  }
  if (points.length < 3) return [];
  const rings = contourDensity<[number, number]>()
    .x((p) => p[0])
    .y((p) => p[1])
    .size([Math.max(1, width), Math.max(1, height)])
    .bandwidth(Math.max(8, Math.min(width, height) / 28))
    .thresholds(7)(points);
  return rings.map((ring) =>
    ring.coordinates
      .map((polygon) => polygon.map((line) => `M${line.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join("L")}Z`).join(""))
      .join(""),
  );
}
