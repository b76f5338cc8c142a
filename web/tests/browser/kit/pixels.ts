import type { Locator, Page } from "playwright-core";

export type Rgb = [number, number, number];

/** A part of a canvas, in pixels of its element. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** For each box, how many pixels have about each of the colours: [boxes][colours]. Counted in the page, for there may be millions. */
export function countColors(page: Page, selector: string, boxes: Box[], colors: Rgb[], off = 30): Promise<number[][]> {
  return page.evaluate(
    ({ selector, boxes, colors, off }) => {
      const canvas = document.querySelector<HTMLCanvasElement>(selector)!;
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [canvas.width, canvas.height];
      const context = copy.getContext("2d", { willReadFrequently: true })!;
      context.drawImage(canvas, 0, 0);
      const ratio = canvas.width / canvas.clientWidth;
      return boxes.map((box) => {
        const { data } = context.getImageData(box.x * ratio, box.y * ratio, box.width * ratio, box.height * ratio);
        const counts = colors.map(() => 0);
        for (let i = 0; i < data.length; i += 4) {
          if (data[i + 3] < 180) continue;
          colors.forEach(([r, g, b], c) => {
            if (Math.max(Math.abs(data[i] - r), Math.abs(data[i + 1] - g), Math.abs(data[i + 2] - b)) <= off) counts[c]++;
          });
        }
        return counts;
      });
    },
    { selector, boxes, colors, off },
  );
}

/** Where tiles lie on the canvas of the matrix. */
export const tileBoxes = (tiles: Locator): Promise<Box[]> =>
  tiles.evaluateAll((all) =>
    (all as HTMLElement[]).map((t) => ({ x: t.offsetLeft, y: t.offsetTop, width: t.offsetWidth, height: t.offsetHeight })),
  );

/** How many pixels of a canvas are not clear. */
export function inkOf(page: Page, selector: string): Promise<number> {
  return page.evaluate((css) => {
    const canvas = document.querySelector<HTMLCanvasElement>(css)!;
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [canvas.width, canvas.height];
    const context = copy.getContext("2d", { willReadFrequently: true })!;
    context.drawImage(canvas, 0, 0);
    const { data } = context.getImageData(0, 0, copy.width, copy.height);
    let ink = 0;
    for (let i = 3; i < data.length; i += 4) if (data[i] > 0) ink++;
    return ink;
  }, selector);
}

export const colorOf = (css: string): Rgb => (css.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number) as Rgb;

export const apart = (a: Rgb, b: Rgb): number => Math.max(...a.map((v, i) => Math.abs(v - b[i])));

/** The colour in the middle of the map; [-1, -1, -1] where nothing is drawn. */
export function middleColor(page: Page): Promise<Rgb> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>(".head-map canvas");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [1, 1];
    const context = copy.getContext("2d", { willReadFrequently: true })!;
    if (canvas) context.drawImage(canvas, canvas.width / 2 - 0.5, canvas.height / 2 - 0.5, 1, 1, 0, 0, 1, 1);
    const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
    return (a < 128 ? [-1, -1, -1] : [r, g, b]) as Rgb;
  });
}
