import type { Page } from "playwright-core";
import { expect } from "vitest";
import { matrixOf } from "./kit/api";
import { type Saved, savedBy } from "./kit/saved";
import { api, atlases, move, soon, story, test } from "./kit/test";
import { attentionOf, firstRow, type SequenceRow, tokensOf } from "./kit/tokens";

const head: [number, number] = [2, 1];

/** The weights that are shown, or the matrix. */
const saved = (page: Page, item: string): Promise<Saved> => savedBy(page, /^Save ▾/, item);

interface Drawn {
  width: number;
  height: number;
  lines: { width: number; from: number; to: number }[];
  heat: number[];
  cells: number;
  /** In `#flows`: ellipses, squares, lines. */
  flows: number[];
  images: string[];
  texts: string[];
  struck: number;
}

/** A drawing as a program reads it that knows nothing of this page. */
const drawn = (page: Page, svg: string): Promise<Drawn> =>
  page.evaluate((text) => {
    const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
    if (root.localName !== "svg") throw new Error(root.textContent ?? "no drawing");
    const all = (css: string) => [...root.querySelectorAll(css)];
    const number = (e: Element, name: string) => Number(e.getAttribute(name));
    return {
      width: number(root, "width"),
      height: number(root, "height"),
      lines: all("#lines line").map((l) => ({ width: number(l, "stroke-width"), from: number(l, "y1"), to: number(l, "y2") })),
      heat: all("#heat rect").map((r) => number(r, "fill-opacity")),
      cells: all("#cells path").reduce((sum, p) => sum + p.getAttribute("d")!.split("M").length - 1, 0),
      flows: ["ellipse", "rect", "line"].map((kind) => all(`#flows ${kind}`).length),
      images: all("image").map((i) => i.getAttribute("href")!),
      texts: all("text").map((t) => t.textContent ?? ""),
      struck: all("text[text-decoration=line-through]").length,
    };
  }, svg);

/** Size of a picture, and the share of its pixels that are not as its corner is. */
const bitmap = (page: Page, { bytes }: Saved): Promise<{ width: number; height: number; ink: number }> =>
  page.evaluate(async (base64) => {
    const image = new Image();
    image.src = `data:image/png;base64,${base64}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    const pixels = new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer);
    return { width: canvas.width, height: canvas.height, ink: pixels.filter((p) => p !== pixels[0]).length / pixels.length };
  }, bytes.toString("base64"));

async function bothSizes(page: Page, drawing: Drawn): Promise<void> {
  const { width, height, ink } = await bitmap(page, await saved(page, "Picture (PNG)"));
  expect([width, height]).toEqual([2 * drawing.width, 2 * drawing.height]);
  expect(ink).toBeGreaterThan(0.01);
}

const rowsOf = (csv: string) =>
  csv
    .trim()
    .split("\r\n")
    .map((line) => line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).map((cell) => cell.replace(/^"|"$/g, "").replaceAll('""', '"')));

/** The rows of a file of weights against a matrix, 0 where there is no row. */
function expectWeights(csv: string, weights: number[][], texts: string[]): void {
  const [header, ...rows] = rowsOf(csv);
  expect(header).toEqual(["query_position", "query_token", "key_position", "key_token", "weight"]);
  expect(rows).toHaveLength(weights.flat().filter((w) => w > 0).length);
  for (const [query, queryToken, key, keyToken, weight] of rows) {
    expect(Math.abs(Number(weight) - weights[Number(query)][Number(key)])).toBeLessThan(1e-6);
    // A text that a spreadsheet would take for a formula begins with an apostrophe.
    expect([queryToken, keyToken].map((t) => t.replace(/^'(?=[=+\-@])/, ""))).toEqual([texts[Number(query)], texts[Number(key)]]);
  }
}

const open = async (visit: (address: string, options?: object) => Promise<Page>, job: string, s: SequenceRow, more = "", options = {}) => {
  const page = await visit(`/?job=${job}&head=L${head[0]}H${head[1]}&map=pca2&color=type&seq=${s.index}${more}`, options);
  await page.getByRole("button", { name: /^Save ▾/ }).waitFor();
  return page;
};

story("Figures", () => {
  test("a sentence as drawing, picture and numbers, with the weights of the API", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const sequence = tokens.sequences.find((s) => s.tokens > 8 && s.tokens < 30)!;
    const texts = tokens.texts.slice(firstRow(sequence), firstRow(sequence) + sequence.tokens);
    const weights = matrixOf(await attentionOf(api, atlases.bert, sequence.index, head));
    const page = await open(visit, atlases.bert, sequence);
    const svg = await saved(page, "Drawing (SVG)");
    expect(svg.name).toBe(`mini-bert-L2H1-${sequence.index}-one.svg`);
    const drawing = await drawn(page, svg.text);
    const above = weights.flat().filter((w) => w > 0);
    expect(drawing.lines).toHaveLength(above.length);
    const widths = above.map((w) => 0.75 + 5 * w).sort((a, b) => a - b);
    drawing.lines
      .map((l) => l.width)
      .sort((a, b) => a - b)
      .forEach((w, i) => {
        expect(w).toBeCloseTo(widths[i], 2);
      });
    expect(drawing.texts).toEqual(expect.arrayContaining(["mini-bert, L2 H1", "Queries", "Keys", ...texts]));
    // A long text is broken into lines.
    expect(drawing.texts.join(" ")).toContain(sequence.text.split(" ").slice(0, 3).join(" "));
    await bothSizes(page, drawing);

    expectWeights((await saved(page, "Weights (CSV)")).text, weights, texts);
    const json = JSON.parse((await saved(page, "Weights (JSON)")).text);
    expect(json).toMatchObject({ model: "mini-bert", layer: 2, head: 1, sequence_index: Number(sequence.index), weighting: "probability" });
    expect(json.weights).toHaveLength(above.length);

    await page.getByRole("button", { name: "Matrix", exact: true }).click();
    const matrix = await drawn(page, (await saved(page, "Drawing (SVG)")).text);
    expect([matrix.cells, matrix.lines.length]).toEqual([above.length, 0]);
    await bothSizes(page, matrix);
  });

  test("what is hidden and how weights are counted stand in the figure and its numbers", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const sequence = tokens.sequences.find((s) => s.tokens > 6 && s.tokens < 20)!;
    const rows = Array.from({ length: sequence.tokens }, (_, i) => firstRow(sequence) + i);
    const special = rows.map((row) => tokens.special[row]);
    const weighting = "ATTENTION_WEIGHTING_VALUE_NORM";
    const all = matrixOf(await attentionOf(api, atlases.bert, sequence.index, head, { weighting }));
    const shown = all.map((row, q) => {
      const kept = row.map((w, k) => (special[q] || special[k] ? 0 : w));
      const sum = kept.reduce((a, b) => a + b, 0);
      return kept.map((w) => (sum > 0 ? w / sum : 0));
    });
    const page = await open(visit, atlases.bert, sequence, "&hide=special&weight=value", { theme: "dark" });
    const drawing = await drawn(page, (await saved(page, "Drawing (SVG)")).text);
    expect(drawing.lines).toHaveLength(shown.flat().filter((w) => w > 0).length);
    expect(drawing.struck).toBe(2 * special.filter(Boolean).length);
    expect(drawing.texts.join(" ")).toMatch(/times value norms.*without special tokens/);
    const texts = rows.map((row) => tokens.texts[row]);
    expectWeights((await saved(page, "Weights (CSV)")).text, shown, texts);
    await bothSizes(page, drawing);
  });

  test("the mean over all sentences is that of the API", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.gpt);
    const sequence = tokens.sequences.find((s) => s.tokens > 6 && s.tokens < 20)!;
    const heads = [{ layer: head[0], head: head[1] }];
    const answer = await api.post(`/v1/jobs/${atlases.gpt}/attention`, { heads, maxPositions: sequence.tokens });
    const mean = matrixOf(answer.heads[0].weights);
    const page = await open(visit, atlases.gpt, sequence, "&show=all");
    const drawing = await drawn(page, (await saved(page, "Drawing (SVG)")).text);
    expect(drawing.lines).toHaveLength(mean.flat().filter((w) => w > 0).length);
    expect(drawing.texts.join(" ")).toContain(`mean by position over ${answer.sequences} sequences`);
    const texts = tokens.texts.slice(firstRow(sequence), firstRow(sequence) + sequence.tokens);
    expectWeights((await saved(page, "Weights (CSV)")).text, mean, texts);
  });

  test("an image as heat map, arrows and flows, with its picture under them", async ({ visit }) => {
    const [, sequence] = (await tokensOf(api, atlases.vit)).sequences;
    const weights = matrixOf(await attentionOf(api, atlases.vit, sequence.index, head));
    const page = await open(visit, atlases.vit, sequence, "&token=q10");
    await soon(() => page.locator(".attention-image img").count()).toBe(1);
    const heat = await drawn(page, (await saved(page, "Drawing (SVG)")).text);
    const most = Math.max(...weights[10]);
    // A weight that is next to nothing beside the greatest has no colour to be seen.
    const shades = weights[10].map((w, i) => (w / most) * (i === 0 ? 0.6 : 0.85));
    expect(heat.heat).toHaveLength(shades.filter((s) => s > 0).length);
    heat.heat.forEach((s, i) => {
      expect(s).toBeCloseTo(shades[i], 2);
    });
    expect(heat.images[0]).toMatch(/^data:image\/png;base64,/);
    await bothSizes(page, heat);

    const flows = weights.flatMap((row, from) => row.map((weight, to) => ({ from, to, weight })));
    const highest = weights
      .map((row, from) => ({ from, weight: Math.max(...row), to: row.indexOf(Math.max(...row)) }))
      .filter((f) => f.from > 0 && f.weight >= 0.05);
    await move(page, { show: "highest" });
    const counts = (all: { from: number; to: number }[], squares: boolean) => {
      const [self, square] = [all.filter((f) => f.from === f.to), all.filter((f) => squares && f.from !== f.to && f.to === 0)];
      return [self.length, square.length, all.length - self.length - square.length];
    };
    const arrows = await drawn(page, (await saved(page, "Drawing (SVG)")).text);
    expect(arrows.flows).toEqual(counts(highest, true));
    expect(arrows.heat).toEqual([]);
    await move(page, { show: "flows" });
    const drawing = await drawn(page, (await saved(page, "Drawing (SVG)")).text);
    const strong = flows.filter((f) => f.weight >= 0.1);
    expect(drawing.flows).toEqual(counts(strong, false));
    await bothSizes(page, drawing);
  });

  test("a text of one's own", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}&head=L2H1&panel=own&own=${encodeURIComponent("A bank of the river.")}`);
    await page.getByText(/tokens placed in/).waitFor();
    const tokens = await page.locator(".tokens.query .text").allTextContents();
    const svg = await saved(page, "Drawing (SVG)");
    expect(svg.name).toBe("mini-bert-L2H1-own-one.svg");
    const drawing = await drawn(page, svg.text);
    const rows = rowsOf((await saved(page, "Weights (CSV)")).text).slice(1);
    expect(drawing.lines).toHaveLength(rows.length);
    expect(drawing.texts).toEqual(expect.arrayContaining(["A bank of the river.", ...tokens]));
    const sums = tokens.map((_, q) => rows.filter((r) => Number(r[0]) === q).reduce((sum, r) => sum + Number(r[4]), 0));
    for (const sum of sums) expect(sum).toBeCloseTo(1, 4);
  });
});
