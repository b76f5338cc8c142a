import type { Page } from "playwright-core";
import { expect } from "vitest";
import { matrixOf, numbers } from "./kit/api";
import { samples } from "./kit/atlases";
import { fitted, pointsOf } from "./kit/map";
import { shownNumbers, weightsApart } from "./kit/sentence";
import { api, atlases, choice, move, place, soon, story, test } from "./kit/test";
import { tokensOf } from "./kit/tokens";
import { entryOf } from "./kit/zip";

const text = "The boat lay on the bank of the river.";

/** Tokens and heads as ProjectSequences sends them. */
async function projected(job: string, sequence: object, more: object = {}) {
  const [{ tokens, views }, ...parts] = await api.lines(`/v1/jobs/${job}:projectSequences`, {
    sequences: [sequence],
    withAttention: true,
    ...more,
  });
  const heads = parts.map((p) => p.head);
  return { tokens, views, heads, of: (layer: number, head: number) => heads.find((h) => h.layer === layer && h.head === head) };
}

/** Rows of a table of heads: name, weight, place. */
const ranking = (page: Page) =>
  page
    .locator(".ranking tbody tr")
    .evaluateAll((all) => all.map((tr) => [...tr.querySelectorAll("th button, .weight-text, .number")].map((e) => e.textContent)));

const weightText = (v: number) => (v > 0 && v < 0.0005 ? "< 0.001" : v.toFixed(3));
const ordinal = (n: number) => `${n}${n % 100 >= 11 && n % 100 <= 13 ? "th" : (["th", "st", "nd", "rd"][n % 10] ?? "th")}`;

/** Where the page writes the words of one's own. */
const ownSpots = (page: Page) =>
  page.locator(".map-own").evaluateAll((all) =>
    all.map((g) => {
      const [, x, y] = /translate\(([-\d.e]+) ([-\d.e]+)\)/.exec(g.getAttribute("transform")!)!;
      return { word: g.getAttribute("data-word"), x: Number(x), y: Number(y) };
    }),
  );

async function checkSpots(page: Page, job: string, map: "pca2" | "tsne2", own: Awaited<ReturnType<typeof projected>>): Promise<void> {
  const method = `MAP_METHOD_${map.slice(0, -1).toUpperCase()}`;
  const placed = own.of(1, 2).maps.find((m: { map: { method: string; dimensions: number; attentionWeight?: number } }) => {
    return m.map.method === method && m.map.dimensions === 2 && !m.map.attentionWeight;
  });
  const values = numbers(placed.points.data);
  const points = await pointsOf(api, job, [1, 2], map);
  const spots = Array.from({ length: values.length / 2 }, (_, i) => [values[i * 2], values[i * 2 + 1]]);
  const wanted = await fitted(page, points, spots);
  const off = async () => {
    const seen = await ownSpots(page);
    return seen.length === wanted.length ? Math.max(...seen.map((s, i) => Math.hypot(s.x - wanted[i].x, s.y - wanted[i].y))) : 1e6;
  };
  await soon(off).toBeLessThan(1);
  const words = [...own.tokens.texts, ...own.tokens.texts];
  expect((await ownSpots(page)).map((s) => s.word)).toEqual(words);
}

story("Text and pictures of one's own", () => {
  test("a sentence is placed where ProjectSequences places it, with its attention in every head", async ({ visit }) => {
    const own = await projected(atlases.bert, { text });
    const page = await visit(`/?job=${atlases.bert}&head=L1H2&map=pca2`);
    await page.getByRole("button", { name: "Your own" }).click();
    await page.getByLabel("Your own text").getByRole("textbox").fill(text);
    await page.getByRole("button", { name: "Place it" }).click();
    await page.getByText(new RegExp(`^${own.tokens.texts.length} tokens placed in`)).waitFor();
    expect(place(page, "own")).toBe(text);
    await checkSpots(page, atlases.bert, "pca2", own);
    await choice(page, "Map").selectOption("tsne2");
    await checkSpots(page, atlases.bert, "tsne2", own);

    const weights = (layer: number, head: number, source = own) => matrixOf(source.of(layer, head).attention[0].weights);
    await soon(async () => weightsApart(await shownNumbers(page, 3), weights(1, 2)[3])).toBeLessThan(0.0051);
    await page.getByLabel("Times value norms").check();
    const valued = await projected(atlases.bert, { text }, { weighting: "ATTENTION_WEIGHTING_VALUE_NORM" });
    await soon(async () => weightsApart(await shownNumbers(page, 3), weights(1, 2, valued)[3])).toBeLessThan(0.0051);
    await page.getByLabel("Times value norms").uncheck();
    await soon(() => page.locator(".thumb canvas").count()).toBe(16);

    // "boat" and "bank": which heads let one look at the other?
    const [boat, bank] = ["boat", "bank"].map((word) => own.tokens.texts.indexOf(word));
    await page.getByRole("button", { name: "Find heads…" }).click();
    await page.locator(".tokens.query button").nth(bank).click();
    await page.locator(".tokens.key button").nth(boat).click();
    await page.getByRole("button", { name: "Find heads", exact: true }).click();
    const ranked = own.heads
      .map((h) => ({ name: `L${h.layer} H${h.head}`, row: weights(h.layer, h.head)[bank] }))
      .sort((a, b) => b.row[boat] - a.row[boat])
      .map(({ name, row }) => [name, weightText(row[boat]), ordinal(1 + row.filter((w) => w > row[boat]).length)]);
    await soon(() => ranking(page)).toEqual(ranked);
  });

  test("one's own points are in every tile of the matrix, and go when they are cleared", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.gpt}&panel=own&own=${encodeURIComponent(text)}`);
    await page.getByText(/tokens placed in/).waitFor();
    const sum = () =>
      page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>(".matrix-sheet canvas")!;
        const copy = document.createElement("canvas");
        [copy.width, copy.height] = [canvas.width, canvas.height];
        const context = copy.getContext("2d", { willReadFrequently: true })!;
        context.drawImage(canvas, 0, 0);
        return [...document.querySelectorAll<HTMLElement>("button.tile")].map((t) => {
          const { data } = context.getImageData(t.offsetLeft, t.offsetTop, t.offsetWidth, t.offsetHeight);
          return data.reduce((a, v) => a + v, 0);
        });
      });
    await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(16);
    let before: number[] = [];
    await soon(async () => {
      const now = await sum();
      const same = now.length === 16 && now.every((v, i) => v > 0 && v === before[i]);
      before = now;
      return same;
    }).toBe(true);
    await page.getByRole("button", { name: "Clear" }).click();
    await soon(async () => (await sum()).filter((v, i) => v !== before[i]).length).toBe(16);
    expect(place(page, "own")).toBe("");
  });

  test("a picture is placed and looked at as the sample's own are", async ({ visit }) => {
    const image = entryOf(`${samples}shapes.zip`, "p04.png");
    const own = await projected(atlases.vit, { image: image.toString("base64") });
    const page = await visit(`/?job=${atlases.vit}&head=L1H2&map=pca2&color=type&panel=own`);
    await page.locator(".own-drop input[type=file]").setInputFiles({ name: "mine.png", mimeType: "image/png", buffer: image });
    await page.getByText(new RegExp(`^${own.tokens.texts.length} tokens placed in`)).waitFor();
    await checkSpots(page, atlases.vit, "pca2", own);
    const weights = matrixOf(own.of(1, 2).attention[0].weights);
    const place = 12;
    await page.locator(`.patches [data-place="${place}"]`).click();
    const spoken = () =>
      page
        .locator(".patches [data-place]")
        .evaluateAll((all) => all.map((e) => Number(e.getAttribute("aria-label")!.split(": ").at(-1)!.replace("<.01", "0"))));
    await soon(async () => weightsApart(await spoken(), weights[place])).toBeLessThan(0.0051);
  });

  test("a picture that is no square is shown as the model sees it", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.vit}&head=L1H2&map=pca2&color=type&panel=own`);
    const drawn = await page.evaluate(() => {
      const canvas = Object.assign(document.createElement("canvas"), { width: 150, height: 60 });
      const context = canvas.getContext("2d")!;
      for (let i = 0; i < 15; i++) {
        context.fillStyle = `rgb(${17 * i}, ${255 - 17 * i}, ${i % 2 === 0 ? 255 : 0})`;
        context.fillRect(i * 10, 0, 10, 60);
      }
      return canvas.toDataURL("image/png").split(",")[1];
    });
    const own = await projected(atlases.vit, { image: drawn });
    await page
      .locator(".own-drop input[type=file]")
      .setInputFiles({ name: "wide.png", mimeType: "image/png", buffer: Buffer.from(drawn, "base64") });
    await page.getByText(/tokens placed in/).waitFor();
    const pixels = (source: string) =>
      page.evaluate(async (from) => {
        const image = from.startsWith("data:")
          ? Object.assign(new Image(), { src: from })
          : document.querySelector<HTMLImageElement>(from)!;
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
        const context = canvas.getContext("2d")!;
        context.drawImage(image, 0, 0);
        return [canvas.width, canvas.height, ...context.getImageData(0, 0, canvas.width, canvas.height).data].join();
      }, source);
    expect(await pixels(".attention-image .stage > img")).toBe(await pixels(`data:image/png;base64,${own.views[0]}`));
  });

  test("what cannot be placed is told why", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.vit}&head=L1H2&map=pca2&color=type&panel=own`);
    await page
      .locator(".own-drop input[type=file]")
      .setInputFiles({ name: "no.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await soon(() => page.getByRole("alert").first().textContent()).toMatch(/picture|image|decode/i);
    await move(page, { head: "" });
    await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(16);
  });
});

story("Find heads where one token attends to another", () => {
  test("two clicks in Sentence View give the order of FindHeads", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const sequence = tokens.sequences.find((s) => s.tokens >= 8 && s.tokens <= 20)!;
    const page = await visit(`/?job=${atlases.bert}&head=L0H0&map=pca2&seq=${sequence.index}`);
    await page.getByRole("button", { name: "Find heads…" }).click();
    await page.locator(".tokens.query button").nth(4).click();
    await page.locator(".tokens.key button").nth(2).click();
    await page.getByRole("button", { name: "Find heads", exact: true }).click();
    const { heads } = await api.post(`/v1/jobs/${atlases.bert}/heads:find`, {
      example: { sequenceIndex: sequence.index, pairs: [{ queryPosition: 4, keyPosition: 2 }] },
      limit: 1000,
    });
    const wanted = heads.map((h: { layer: number; head: number; value: number; keyRank: number }) => [
      `L${h.layer} H${h.head}`,
      weightText(h.value),
      ordinal(h.keyRank),
    ]);
    await soon(() => ranking(page)).toEqual(wanted);
    expect(place(page, "pairs")).toBe("4-2");
    await page.getByRole("button", { name: `Open ${wanted[0][0]}` }).click();
    await soon(() => place(page, "head")).toBe(wanted[0][0].replace(" ", ""));
    expect(await ranking(page)).toEqual(wanted);
  });
});
