import type { Page } from "playwright-core";

export type Rgb = [number, number, number];

/** Pixels of a canvas inside a box given in pixels of the canvas element; RGBA, straight alpha. */
export async function pixels(
  page: Page,
  selector: string,
  box: { x: number; y: number; width: number; height: number },
): Promise<number[]> {
  return page.evaluate(
    ([css, { x, y, width, height }]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(css)!;
      const ratio = canvas.width / canvas.clientWidth;
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [Math.round(width * ratio), Math.round(height * ratio)];
      const context = copy.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(canvas, x * ratio, y * ratio, width * ratio, height * ratio, 0, 0, copy.width, copy.height);
      return [...context.getImageData(0, 0, copy.width, copy.height).data];
    },
    [selector, box] as const,
  );
}

/** How many pixels have about this colour. */
export function countOf(data: number[], [r, g, b]: Rgb, off = 12): number {
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    const near = Math.abs(data[i] - r) <= off && Math.abs(data[i + 1] - g) <= off && Math.abs(data[i + 2] - b) <= off;
    if (data[i + 3] > 180 && near) count++;
  }
  return count;
}

export const colorOf = (css: string): Rgb => (css.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;

export const apart = (a: Rgb, b: Rgb): number => Math.max(...a.map((v, i) => Math.abs(v - b[i])));

/** The colour in the middle of the map. */
export async function middleColor(page: Page): Promise<Rgb> {
  const size = await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".head-map canvas");
    return canvas ? [canvas.clientWidth, canvas.clientHeight] : [0, 0];
  });
  if (size[0] === 0) return [0, 0, 0];
  const data = await pixels(page, ".head-map canvas", { x: size[0] / 2 - 0.5, y: size[1] / 2 - 0.5, width: 1, height: 1 });
  return data[3] < 128 ? [-1, -1, -1] : [data[0], data[1], data[2]];
}
