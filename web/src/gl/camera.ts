/** Column-major 4 x 4, as WebGL takes it. */
export type Mat4 = Float32Array;

/** Coordinates low..high of each axis to -margin..margin, each axis by itself, as heads are scaled in the matrix. */
export function fitBox(low: ArrayLike<number>, high: ArrayLike<number>, margin = 0.92): Mat4 {
  const m = new Float32Array(16);
  for (let d = 0; d < 3; d++) {
    const [a, b] = [low[d] ?? -1, high[d] ?? 1];
    const scale = b > a ? (2 * margin) / (b - a) : 0;
    m[d * 5] = scale;
    m[12 + d] = -((a + b) / 2) * scale;
  }
  m[15] = 1;
  return m;
}

/** As fitBox, with one scale for every axis, so that distances are what they are; y is scaled again by the view's shape. */
export function fitEven(low: ArrayLike<number>, high: ArrayLike<number>, margin = 0.92): Mat4 {
  let extent = 0;
  for (let d = 0; d < low.length; d++) extent = Math.max(extent, high[d] - low[d]);
  const half = extent > 0 ? extent / 2 : 1;
  const centre = Array.from(low, (l, d) => (l + high[d]) / 2);
  return fitBox(
    centre.map((c) => c - half),
    centre.map((c) => c + half),
    margin,
  );
}

/** a after b. */
export function multiply(a: Mat4, b: Mat4): Mat4 {
  const m = new Float32Array(16);
  for (let column = 0; column < 4; column++) {
    for (let row = 0; row < 4; row++) {
      let sum = 0;
      for (let k = 0; k < 4; k++) sum += a[k * 4 + row] * b[column * 4 + k];
      m[column * 4 + row] = sum;
    }
  }
  return m;
}

/** Where a view of one head stands: centre and zoom in units of the fitted box (-1..1), and two angles for 3-D, in radians. */
export interface Camera {
  x: number;
  y: number;
  zoom: number;
  yaw: number;
  pitch: number;
}

export const homeCamera: Camera = { x: 0, y: 0, zoom: 1, yaw: 0.6, pitch: 0.4 };

/** The camera's own matrix over the fitted box; `aspect` = width / height keeps circles round. */
export function cameraMatrix({ x, y, zoom, yaw, pitch }: Camera, dimensions: 2 | 3, aspect = 1): Mat4 {
  const flat = Float32Array.of(zoom, 0, 0, 0, 0, zoom, 0, 0, 0, 0, dimensions === 2 ? 0 : 0.4, 0, -x * zoom, -y * zoom, 0, 1);
  const margin = dimensions === 2 ? 1 : 0.72;
  const shape = Float32Array.of(margin / Math.max(1, aspect), 0, 0, 0, 0, margin * Math.min(1, aspect), 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
  if (dimensions === 2) return multiply(flat, shape);
  const [cy, sy, cp, sp] = [Math.cos(yaw), Math.sin(yaw), Math.cos(pitch), Math.sin(pitch)];
  const around = Float32Array.of(cy, sp * sy, cp * sy, 0, 0, cp, -sp, 0, -sy, sp * cy, cp * cy, 0, 0, 0, 0, 1);
  return multiply(flat, multiply(shape, around));
}

/** A point in -1..1 of the view, y up. */
export function project(m: Mat4, x: number, y: number, z = 0): [number, number] {
  const w = m[3] * x + m[7] * y + m[11] * z + m[15];
  return [(m[0] * x + m[4] * y + m[8] * z + m[12]) / w, (m[1] * x + m[5] * y + m[9] * z + m[13]) / w];
}

const withinZoom = (zoom: number) => Math.min(400, Math.max(0.3, zoom));

/** "x,y,zoom,yaw,pitch", for addresses; empty for the camera at home. */
export function cameraText(camera: Camera): string {
  // The nearer one looks, the finer it is told, so that a link shows the same to a thousandth of the view.
  const places = 3 + Math.max(0, Math.ceil(Math.log10(camera.zoom)));
  const text = (c: Camera) => [c.x, c.y, c.zoom, c.yaw, c.pitch].map((n) => Number(n.toFixed(places))).join(",");
  return text(camera) === text(homeCamera) ? "" : text(camera);
}

export function readCamera(text: string): Camera {
  const numbers = text.split(",").map(Number);
  if (numbers.length !== 5 || numbers.some((n) => !Number.isFinite(n)) || numbers[2] <= 0) return homeCamera;
  const [x, y, zoom, yaw, pitch] = numbers;
  return { x, y, zoom: withinZoom(zoom), yaw, pitch };
}

/** Zoom about a place of the view (-1..1, y up), which stays where it is. */
export function zoomAt(camera: Camera, factor: number, at: [number, number]): Camera {
  const zoom = withinZoom(camera.zoom * factor);
  const shift = 1 / camera.zoom - 1 / zoom;
  return { ...camera, zoom, x: camera.x + at[0] * shift, y: camera.y + at[1] * shift };
}
