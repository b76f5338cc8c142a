import type { Page } from "playwright-core";
import { expect } from "vitest";
import { matrixOf } from "./kit/api";
import { inkOf } from "./kit/pixels";
import { api, atlases, place, soon, story, test } from "./kit/test";
import { attentionOf, type SequenceRow, tokensOf } from "./kit/tokens";

const head: [number, number] = [3, 1];

/** The weight that each token of the image bears, as a screen reader hears it. */
const spoken = (page: Page) =>
  page.locator(".patches [data-place]").evaluateAll((all) =>
    all.map((e) => {
      const said = e.getAttribute("aria-label")!.split(": ").at(-1)!;
      return said === "<.01" ? 0 : Number(said);
    }),
  );

const apart = (a: number[], b: number[]) => (a.length === b.length ? Math.max(...a.map((v, i) => Math.abs(v - b[i]))) : 1);

async function open(visit: (address: string) => Promise<Page>, more = ""): Promise<[Page, SequenceRow]> {
  const [, sequence] = (await tokensOf(api, atlases.vit)).sequences;
  const page = await visit(`/?job=${atlases.vit}&head=L${head[0]}H${head[1]}&map=pca2&color=type&seq=${sequence.index}${more}`);
  await soon(() => page.locator(".patches [data-place]").count()).toBe(sequence.tokens);
  return [page, sequence];
}

const weightsOf = async (index: string, more: object = {}) => matrixOf(await attentionOf(api, atlases.vit, index, head, more));

story("Image View", () => {
  test("the heat map of a token shows its weights, [CLS] beside the picture, from either side", async ({ visit }) => {
    const [page, sequence] = await open(visit);
    const weights = await weightsOf(sequence.index);
    const { columns, leading } = sequence.image!;
    expect(leading).toBe(1);
    await soon(async () => apart(await spoken(page), weights[0])).toBeLessThan(0.0051);
    expect(await page.locator(".patch.leading").textContent()).toBe("[CLS]");
    const picture = await api.get(`/v1/jobs/${atlases.vit}/sequences/${sequence.index}/image`);
    await soon(() =>
      page.locator(".attention-image img").evaluate((img: HTMLImageElement) => [img.naturalWidth, img.naturalHeight]),
    ).toEqual([picture.width, picture.height]);
    const chosen = leading + 2 * columns + 3;
    await page.locator(`[data-place="${chosen}"]`).click();
    await soon(() => place(page, "token")).toBe(`q${chosen}`);
    await soon(async () => apart(await spoken(page), weights[chosen])).toBeLessThan(0.0051);
    await page.locator(`[data-place="0"]`).hover();
    await soon(() => page.locator("output.readout").textContent()).toMatch(/^\[CLS\]: /);
    await page.getByText(`0 to ${Math.max(...weights[chosen]).toFixed(2)}`).waitFor();
    await page.getByLabel("Turn round: who attends to it").check();
    await soon(async () =>
      apart(
        await spoken(page),
        weights.map((row) => row[chosen]),
      ),
    ).toBeLessThan(0.0051);
  });

  test("a patch that is left out, [CLS] hidden and value norms change the weights as the API does", async ({ visit }) => {
    const [page, sequence] = await open(visit, "&token=q20");
    const check = async (more: object) => {
      const weights = await weightsOf(sequence.index, more);
      await soon(async () => apart(await spoken(page), weights[20])).toBeLessThan(0.0051);
    };
    await page.getByLabel("Times value norms").check();
    await check({ weighting: "ATTENTION_WEIGHTING_VALUE_NORM" });
    await page.getByLabel("Hide special tokens").check();
    await check({ weighting: "ATTENTION_WEIGHTING_VALUE_NORM", hiddenPositions: [0] });
    await page.getByLabel("Times value norms").uncheck();
    await page.getByLabel("Hide special tokens").uncheck();
    await page.locator(`[data-place="30"]`).click({ modifiers: ["Shift"] });
    await check({ hiddenPositions: [30] });
  });

  test("highest draws each patch's most attended token, flows every weight that counts, and the matrix all of them", async ({ visit }) => {
    const [page, sequence] = await open(visit, "&show=highest");
    const weights = await weightsOf(sequence.index);
    const highest = weights
      .map((row, from) => ({ from, to: row.indexOf(Math.max(...row)), weight: Math.max(...row) }))
      .slice(1)
      .filter((f) => f.weight >= 0.05);
    const drawn = async () => {
      const [circles, rects, arrows] = ["circle", "rect", "g"].map((kind) => page.locator(`svg.flows > ${kind}`));
      return [await circles.count(), await rects.count(), await arrows.count()];
    };
    const self = highest.filter((f) => f.from === f.to).length;
    const toClass = highest.filter((f) => f.from !== f.to && f.to === 0).length;
    await soon(drawn).toEqual([self, toClass, highest.length - self - toClass]);
    await page.getByText(`${highest.length} patches whose greatest weight is at least 0.05`).waitFor();

    await page.getByRole("button", { name: "Flows" }).click();
    const flows = weights.flatMap((row, from) => row.map((weight, to) => ({ from, to, weight }))).filter((f) => f.weight >= 0.1);
    const loops = flows.filter((f) => f.from === f.to).length;
    await soon(drawn).toEqual([loops, 0, flows.length - loops]);
    const widths = await page
      .locator("svg.flows > *")
      .evaluateAll((all) => (all as SVGElement[]).map((e) => [Number.parseFloat(e.style.strokeWidth), Number(e.style.opacity)]));
    const wanted = flows.map((f) => f.weight).sort((a, b) => a - b);
    widths.forEach(([width, opacity], i) => {
      expect(width).toBeCloseTo(1 + 8 * wanted[i], 3);
      expect(opacity).toBeCloseTo(wanted[i] ** 0.25, 3);
    });

    await page.getByRole("button", { name: "Matrix" }).click();
    await soon(async () =>
      (await page.locator(".sequence canvas").first().count()) ? inkOf(page, ".sequence canvas") : 0,
    ).toBeGreaterThan(500);
  });

  test("the mean over all images is that of the API", async ({ visit }) => {
    const [page, sequence] = await open(visit, "&show=all&token=q10");
    const answer = await api.post(`/v1/jobs/${atlases.vit}/attention`, {
      heads: [{ layer: head[0], head: head[1] }],
      maxPositions: sequence.tokens,
    });
    const mean = matrixOf(answer.heads[0].weights);
    await soon(async () => apart(await spoken(page), mean[10])).toBeLessThan(0.0051);
  });

  test("all heads of the image are shown small, and lead to those heads", async ({ visit }) => {
    const [page] = await open(visit);
    await page.getByText("This sequence in all heads").click();
    const thumbs = page.locator(".thumb");
    await soon(() => thumbs.count()).toBe(16);
    const drawn = () =>
      thumbs.locator("canvas").evaluateAll(
        (all) =>
          (all as HTMLCanvasElement[]).filter((c) =>
            c
              .getContext("2d")!
              .getImageData(0, 0, c.width, c.height)
              .data.some((v) => v > 0),
          ).length,
      );
    await soon(drawn).toBe(16);
    await page.getByRole("button", { name: "Layer 1, head 2" }).click();
    await soon(() => place(page, "head")).toBe("L1H2");
    await soon(() => page.getByRole("button", { name: "Layer 1, head 2" }).getAttribute("aria-current")).toBe("true");
  });
});
