import { expect } from "vitest";
import { countColors, inkOf, tileBoxes } from "./kit/pixels";
import { api, atlases, cancelledJob, choice, soon, story, test } from "./kit/test";

story("How the matrix is drawn", () => {
  for (const [name, job, pages] of [
    ["one call where all heads have the same tokens", () => atlases.bert, 1],
    ["three calls in an encoder-decoder: encoder, decoder and cross-attention", () => atlases.pairs, 3],
  ] as const) {
    test(`all heads by ${name}`, async ({ visit }) => {
      const { heads } = (await api.get(`/v1/jobs/${job()}/atlas`)).atlas;
      const page = await visit("about:blank");
      await page.addInitScript(() => {
        // A frame has one time, whoever asks for it.
        const calls = new Map<number, number>();
        Object.assign(window, { calls });
        const kind = WebGL2RenderingContext.prototype as unknown as Record<string, (...a: unknown[]) => unknown>;
        for (const call of ["drawArrays", "drawElements", "drawArraysInstanced", "drawElementsInstanced", "drawRangeElements"]) {
          const drawn = kind[call];
          kind[call] = function (this: WebGL2RenderingContext, ...a: unknown[]) {
            const now = Number(document.timeline.currentTime);
            if ((this.canvas as HTMLCanvasElement).closest?.(".matrix-sheet")) calls.set(now, (calls.get(now) ?? 0) + 1);
            return drawn.apply(this, a);
          };
        }
      });
      await page.goto(`${api.url}/?job=${job()}`);
      await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(heads.length);
      expect(await page.locator(".matrix-sheet canvas").count()).toBe(1);
      // What is coloured anew is drawn whole.
      const callsToColor = async (by: string) => {
        await page.evaluate(() => (window as unknown as { calls: Map<number, number> }).calls.clear());
        await choice(page, "Colour").selectOption(by);
        await page.locator(`.legend[data-coloring='${by}']`).waitFor();
        return page.evaluate(async () => {
          await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
          return [...new Set((window as unknown as { calls: Map<number, number> }).calls.values())];
        });
      };
      // Before that, heads were drawn as they came, each by itself.
      await soon(async () => [await callsToColor("type"), await callsToColor("length")]).toEqual([[pages], [pages]]);
    });
  }

  test("heads that are not made are empty", async ({ visit }) => {
    const jobId = await cancelledJob();
    const { heads } = (await api.get(`/v1/jobs/${jobId}/atlas`)).atlas;
    const made = heads.filter((h: { ready: boolean }) => h.ready).length;
    const page = await visit(`/?job=${jobId}`);
    await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(made);
    // What is coloured anew is drawn whole.
    await choice(page, "Colour").selectOption("length");
    await page.locator(".legend[data-coloring='length']").waitFor();
    const tiles = page.locator("button.tile");
    const boxes = await tileBoxes(tiles);
    const waiting = await tiles.evaluateAll((all) => all.map((tile) => tile.classList.contains("waiting")));
    // Any colour is at most 255 off.
    const empty = async () => (await countColors(page, ".matrix-sheet canvas", boxes, [[0, 0, 0]], 255)).map(([ink]) => ink === 0);
    await soon(empty).toEqual(waiting);
    await api.remove(`/v1/jobs/${jobId}`);
  });

  test("a closer look at one head after another leaves the matrix as it is", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}`);
    const tiles = page.locator("button.tile:not(.waiting)");
    await soon(() => tiles.count()).toBe(16);
    let before = -1;
    const ink = async () => {
      const now = await inkOf(page, ".matrix-sheet canvas");
      const same = now === before;
      before = now;
      return same;
    };
    await soon(ink).toBe(true);
    // More often than a browser lets a page have graphics at once; it would take the matrix's away, and say so.
    for (let look = 0; look < 20; look++) {
      await tiles.nth(look % 16).hover();
      await soon(() => inkOf(page, ".preview canvas")).toBeGreaterThan(50);
      await page.mouse.move(2, 2);
      await soon(() => page.locator(".preview").count()).toBe(0);
    }
    expect(before).toBeGreaterThan(1000);
    expect(await ink()).toBe(true);
  });
});
