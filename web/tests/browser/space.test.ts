import type { Page } from "playwright-core";
import { expect } from "vitest";
import { pointsOf } from "./kit/map";
import { drawing } from "./kit/saved";
import { api, atlases, place, soon, story, test } from "./kit/test";

const [across, down] = [300, 60];

/** The middle of the map on the page, and its size in pixels. */
async function mapBox(page: Page) {
  const box = (await page.locator(".head-map").boundingBox())!;
  const [width, height] = await page.locator(".head-map").evaluate((map) => [map.clientWidth, map.clientHeight]);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, width, height };
}

/** Drags from the middle of the map. */
async function drag(page: Page, dx: number, dy: number): Promise<void> {
  const { x, y } = await mapBox(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 4; step++) await page.mouse.move(x + (dx * step) / 4, y + (dy * step) / 4);
  await page.mouse.up();
}

/** Where the drawing that is saved has its points. */
async function dots(page: Page): Promise<[number, number][]> {
  return [...(await drawing(page)).matchAll(/M(-?[\d.]+),(-?[\d.]+)h0/g)].map((m) => [Number(m[1]), Number(m[2])]);
}

/** Where points are seen that are turned about the upright axis, then about the one from left to right; without perspective. */
function seen(points: number[][], yaw: number, pitch: number, width: number, height: number): [number, number][] {
  const low = [0, 1, 2].map((d) => Math.min(...points.map((p) => p[d])));
  const high = [0, 1, 2].map((d) => Math.max(...points.map((p) => p[d])));
  const half = Math.max(...high.map((h, d) => h - low[d])) / 2;
  // The box takes 92 % of what a turned one leaves room for: 72 % of the shorter side of the view.
  const scale = (0.92 * 0.72 * Math.min(width, height)) / 2 / half;
  return points.map((p) => {
    const [x, y, z] = p.map((v, d) => v - (low[d] + high[d]) / 2);
    const [right, front] = [x * Math.cos(yaw) - z * Math.sin(yaw), x * Math.sin(yaw) + z * Math.cos(yaw)];
    const up = y * Math.cos(pitch) + front * Math.sin(pitch);
    return [width / 2 + right * scale, height / 2 - up * scale];
  });
}

/** Pixels by which the point that is drawn worst is off. */
const off = (drawn: [number, number][], wanted: [number, number][]) =>
  Math.max(...wanted.map(([x, y]) => Math.min(...drawn.map((d) => Math.hypot(d[0] - x, d[1] - y)))));

const cameraOf = (page: Page) => place(page, "at").split(",").map(Number);

story("A map of three dimensions", () => {
  test("dragging turns it, as points turn in space; with Shift it moves it", async ({ visit }) => {
    const points = await pointsOf(api, atlases.bert, [2, 1], "pca3");
    const page = await visit(`/?job=${atlases.bert}&head=L2H1&map=pca3&with=-labels&at=0,0,1,0,0`);
    await page.locator(`.head-map[data-points="${points.length}"]`).waitFor();
    const { width, height } = await mapBox(page);
    expect(off(await dots(page), seen(points, 0, 0, width, height))).toBeLessThan(1);

    await drag(page, across, down);
    // Radians: five across the whole view, four down it.
    const [yaw, pitch] = [(across / width) * 5, (down / height) * 4];
    const near = (v: number) => expect.closeTo(v, 2);
    await soon(() => cameraOf(page)).toEqual([0, 0, 1, near(yaw), near(pitch)]);
    const turned = await dots(page);
    expect(off(turned, seen(points, yaw, pitch, width, height))).toBeLessThan(1);
    // It is another view indeed.
    expect(off(turned, seen(points, 0, 0, width, height))).toBeGreaterThan(10);

    await page.keyboard.down("Shift");
    await drag(page, 80, -40);
    await page.keyboard.up("Shift");
    await soon(() => cameraOf(page)).toEqual([near(-160 / width), near(-80 / height), 1, near(yaw), near(pitch)]);
    const moved = turned.map(([x, y]): [number, number] => [x + 80, y - 40]);
    expect(
      off(
        await dots(page),
        moved.filter(([x, y]) => x > 0 && y > 0 && x < width && y < height),
      ),
    ).toBeLessThan(1);
  });
});
