import type { Page } from "playwright-core";
import type { Api } from "./api";
import { soon } from "./test";

const methods: Record<string, string> = { tsne: "TSNE", umap: "UMAP", pca: "PCA" };

/** Coordinates of a head's points: queries, then keys. */
export async function pointsOf(api: Api, job: string, [layer, head]: [number, number], map: string): Promise<number[][]> {
  const [, method, dimensions, weight] = /^(\w+?)([23])(?:@(.+))?$/.exec(map)!;
  const query = `method=MAP_METHOD_${methods[method]}&dimensions=${dimensions}${weight ? `&attentionWeight=${weight}` : ""}`;
  const { columns, values } = await api.rows(`/v1/jobs/${job}/layers/${layer}/heads/${head}/map?${query}`);
  return Array.from({ length: values.length / columns }, (_, i) => values.slice(i * columns, (i + 1) * columns));
}

/** Points by how far the next one lies, the loneliest first. */
export function loneliest(points: number[][]): number[] {
  const gap = points.map((p, i) =>
    Math.min(...points.map((q, j) => (i === j ? Number.POSITIVE_INFINITY : Math.hypot(p[0] - q[0], p[1] - q[1])))),
  );
  return points.map((_, i) => i).sort((a, b) => gap[b] - gap[a]);
}

/** The camera ("at" of the address) that has a point of a flat map in the middle, close by. */
export async function cameraOn(page: Page, points: number[][], point: number, zoom = 60): Promise<string> {
  const [width, height] = await sizeOf(page);
  const [x, y] = unitOf(points, points[point], width / height);
  return [x.toFixed(4), y.toFixed(4), zoom, 0.6, 0.4].join(",");
}

/** Where a point of a flat map lies on the page while the camera is at home. */
export async function spotOf(page: Page, points: number[][], point: number): Promise<{ x: number; y: number }> {
  const [{ x, y }] = await fitted(page, points, [points[point]]);
  const box = (await page.locator(".head-map").boundingBox())!;
  return { x: box.x + x, y: box.y + y };
}

/** Places of a flat map in pixels from its upper left, while the camera is at home and fits all of `points`. */
export async function fitted(page: Page, points: number[][], places: number[][]): Promise<{ x: number; y: number }[]> {
  const [width, height] = await sizeOf(page);
  return places.map((at) => {
    const [x, y] = unitOf(points, at, width / height);
    return { x: ((x + 1) / 2) * width, y: ((1 - y) / 2) * height };
  });
}

/** -1..1 of the view: the longer side of the map's box takes 92 % of the shorter side of the view. */
function unitOf(points: number[][], at: number[], aspect: number): [number, number] {
  const low = [0, 1].map((d) => Math.min(...points.map((p) => p[d])));
  const high = [0, 1].map((d) => Math.max(...points.map((p) => p[d])));
  const half = Math.max(high[0] - low[0], high[1] - low[1]) / 2;
  const [x, y] = [0, 1].map((d) => ((at[d] - (low[d] + high[d]) / 2) / half) * 0.92);
  return [x / Math.max(1, aspect), y * Math.min(1, aspect)];
}

async function sizeOf(page: Page): Promise<[number, number]> {
  await soon(() => page.locator(".head-map canvas").count()).toBe(1);
  return page.locator(".head-map").evaluate((box) => [box.clientWidth, box.clientHeight] as [number, number]);
}

/** Points with the pointer at the middle of the map. */
export async function hoverMiddle(page: Page): Promise<void> {
  const box = (await page.locator(".head-map").boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x + 30, y + 30);
  await page.mouse.move(x, y);
}
