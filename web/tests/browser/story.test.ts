import { expect } from "vitest";
import { matrixOf } from "./kit/api";
import { cameraOn, hoverMiddle, loneliest, pointsOf } from "./kit/map";
import { countColors, inkOf, type Rgb, tileBoxes } from "./kit/pixels";
import { shownNumbers, weightsApart } from "./kit/sentence";
import { api, atlases, move, place, soon, story, test } from "./kit/test";
import { attentionOf, firstRow, tokensOf } from "./kit/tokens";

const text =
  "The river bank was steep and green.\nThe bank lent us the money.\nShe sat on the bank of the river.\nNobody robs a bank twice.";

const [green, pink]: Rgb[] = [
  [27, 127, 67],
  [200, 56, 138],
];

story("From a pasted text to the sentence behind a point", () => {
  test("a job is started from the page, followed, opened while it runs or when it is done, and all heads arrive", async ({ visit }) => {
    const page = await visit("/");
    await page.getByRole("radio", { name: /^mini-bert/ }).check();
    await page.getByRole("button", { name: "Paste text" }).click();
    await page.getByLabel("Sequences, one a line").fill(text);
    await soon(() => page.getByText("4 sequences,").count()).toBe(1);
    await page.getByRole("textbox", { name: "Name" }).fill("banks");
    await page.getByRole("button", { name: "Options" }).click();
    for (const name of ["UMAP 2-D", "PCA 2-D", "t-SNE 2-D"])
      await page.getByRole("checkbox", { name, exact: true }).setChecked(name !== "UMAP 2-D");
    await page.getByLabel("Perplexity").fill("5");
    await page.getByLabel("Labels").fill("made-by=test");
    await page.getByRole("button", { name: "Start" }).click();
    const row = page.getByRole("listitem").filter({ hasText: "banks" });
    await row.waitFor();
    await soon(async () => await row.getByRole("progressbar").count()).toBe(3);
    await soon(() => row.locator(".state").textContent(), 60_000).toBe("done");
    expect(await row.textContent()).toContain("made-by=test");
    const jobId = (await row.getAttribute("aria-label"))!.replace("Job ", "");
    const { job } = await api.get(`/v1/jobs/${jobId}`);
    expect(job.spec.tsne.perplexity).toBe(5);
    expect(await row.textContent()).toContain(`${job.corpusTokens} tokens`);
    await row.getByRole("link", { name: "Open atlas" }).click();
    await soon(() => place(page, "job")).toBe(jobId);

    const tiles = page.locator("button.tile:not(.waiting)");
    await soon(() => tiles.count()).toBe(16);
    const labels = await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute("aria-label")!.split(",")[0]));
    expect(labels).toEqual([0, 1, 2, 3].flatMap((layer) => [0, 1, 2, 3].map((head) => `L${layer} H${head}`)));
    await page.goto(`${api.url}/`);
    await row.getByRole("button", { name: "Delete" }).click();
    await row.getByText("for good?").waitFor();
    await row.getByRole("button", { name: "Delete" }).last().click();
    await row.waitFor({ state: "detached" });
    expect((await fetch(`${api.url}/v1/jobs/${jobId}`)).status).toBe(404);
  });

  test("every tile shows queries in green and keys in pink, and a tile that is pointed at is shown larger", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}`);
    const tiles = page.locator("button.tile:not(.waiting)");
    await soon(() => tiles.count()).toBe(16);
    const boxes = await tileBoxes(tiles);
    const least = async () => Math.min(...(await countColors(page, ".matrix-sheet canvas", boxes, [green, pink])).flat());
    await soon(least).toBeGreaterThan(40);
    await tiles.nth(5).hover();
    const preview = page.locator(".preview");
    await soon(() => preview.locator("strong").textContent()).toBe("L1 H1");
    const large = [{ x: 0, y: 0, width: 280, height: 280 }];
    await soon(async () => Math.min(...(await countColors(page, ".preview canvas", large, [green, pink]))[0])).toBeGreaterThan(200);
    await tiles.nth(5).click();
    await soon(() => place(page, "head")).toBe("L1H1");
  });

  test("a point tells its token, type and position, and a click on it opens its sentence", async ({ visit }) => {
    const [points, tokens] = [await pointsOf(api, atlases.bert, [2, 1], "tsne2"), await tokensOf(api, atlases.bert)];
    const page = await visit(`/?job=${atlases.bert}&head=L2H1&map=tsne2`);
    const count = tokens.texts.length;
    for (const point of [loneliest(points).find((p) => p < count)!, loneliest(points).find((p) => p >= count)!]) {
      const row = point % count;
      await move(page, { at: await cameraOn(page, points, point) });
      const tip = page.locator(".head-map .tooltip");
      await soon(async () => {
        await hoverMiddle(page);
        return (await tip.count()) ? await tip.textContent() : "";
      }).toContain(`${tokens.texts[row].trim()} ${point < count ? "query" : "key"}`);
      expect(await tip.textContent()).toContain(`pos ${tokens.positions[row]} of ${tokens.sequence[row].tokens}`);
      await page.mouse.down();
      await page.mouse.up();
      await soon(() => place(page, "seq")).toBe(tokens.sequence[row].index);
      expect(place(page, "token")).toBe(`${point < count ? "q" : "k"}${row - firstRow(tokens.sequence[row])}`);
      const panel = page.getByRole("region", { name: "Sequence", exact: true });
      await panel.getByText(tokens.sequence[row].text, { exact: true }).waitFor();
      await soon(() => panel.locator(".tokens.query button").count()).toBe(tokens.sequence[row].tokens);
      await soon(() => panel.locator("[aria-current=true]").count()).toBe(1);
    }
  });
});

story("Sentence View says what the model does", () => {
  const head: [number, number] = [2, 1];

  test("the weights shown are those of the API: as they are, with a key left out, without special tokens, times value norms", async ({
    visit,
  }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const sequence = tokens.sequences.find((s) => s.tokens >= 8 && s.tokens <= 20)!;
    const page = await visit(`/?job=${atlases.bert}&head=L2H1&seq=${sequence.index}`);
    const query = 3;
    const check = async (more: object) => {
      const weights = matrixOf(await attentionOf(api, atlases.bert, sequence.index, head, more));
      await soon(async () => weightsApart(await shownNumbers(page, query), weights[query])).toBeLessThan(0.0051);
      expect(Math.abs(sum(weights[query]) - 1)).toBeLessThan(1e-4);
    };
    await check({});
    const key = page.locator(".tokens.key button").nth(5);
    await key.click();
    expect(await key.getAttribute("aria-pressed")).toBe("true");
    await check({ hiddenPositions: [5] });
    await page.getByRole("button", { name: "Show all (1 hidden)" }).click();
    await check({});
    await page.getByLabel("Hide special tokens").check();
    const special = Array.from({ length: sequence.tokens }, (_, i) => i).filter((i) => tokens.special[firstRow(sequence) + i]);
    expect(special.length).toBe(2);
    await check({ hiddenPositions: special });
    await page.getByLabel("Times value norms").check();
    await check({ hiddenPositions: special, weighting: "ATTENTION_WEIGHTING_VALUE_NORM" });
    await page.getByLabel("Hide special tokens").uncheck();
    await check({ weighting: "ATTENTION_WEIGHTING_VALUE_NORM" });
  });

  test("a query that is pointed at is shown alone, with weights that add up to 1", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const sequence = tokens.sequences.find((s) => s.tokens >= 8 && s.tokens <= 20)!;
    const page = await visit(`/?job=${atlases.bert}&head=L0H2&seq=${sequence.index}`);
    await soon(async () => Math.abs(sum(await shownNumbers(page, 2)) - 1)).toBeLessThan(0.006 * sequence.tokens);
    const ink = () => inkOf(page, ".attention-columns canvas");
    const alone = await ink();
    expect(alone).toBeGreaterThan(0);
    await page.mouse.move(5, 5);
    await soon(ink).toBeGreaterThan(alone * 1.5);
    await soon(() =>
      page
        .locator(".tokens .number")
        .allTextContents()
        .then((all) => all.join("")),
    ).toBe("");
  });

  test("the mean of all is that of the API over as many positions", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const sequence = tokens.sequences.find((s) => s.tokens >= 8 && s.tokens <= 20)!;
    const page = await visit(`/?job=${atlases.bert}&head=L2H1&seq=${sequence.index}`);
    await page.getByRole("button", { name: "Mean of all" }).click();
    await page.getByText(`over ${tokens.sequences.length} sequences`).waitFor();
    for (const weighting of ["ATTENTION_WEIGHTING_PROBABILITY", "ATTENTION_WEIGHTING_VALUE_NORM"]) {
      await page.getByLabel("Times value norms").setChecked(weighting.endsWith("VALUE_NORM"));
      const answer = await api.post(`/v1/jobs/${atlases.bert}/attention`, {
        heads: [{ layer: 2, head: 1 }],
        weighting,
        maxPositions: sequence.tokens,
      });
      const mean = matrixOf(answer.heads[0].weights);
      for (const query of [0, 4]) {
        const row = mean[query].slice(0, sequence.tokens);
        const wanted = row.map((v) => v / sum(row));
        await soon(async () => weightsApart(await shownNumbers(page, query), wanted)).toBeLessThan(0.0051);
      }
    }
  });
});

story("Keys of the keyboard", () => {
  test("arrows go to the heads around, Esc goes back step by step, / goes to the search and ? explains", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const page = await visit(`/?job=${atlases.bert}&head=L1H1`);
    const head = () => page.locator("h1").first().textContent();
    await soon(head).toBe("mini-bert L1 H1");
    await page.locator(".head-map[role=img]").waitFor();
    for (const [key, name] of [
      ["ArrowRight", "L1 H2"],
      ["ArrowDown", "L2 H2"],
      ["ArrowLeft", "L2 H1"],
      ["ArrowUp", "L1 H1"],
    ]) {
      await page.keyboard.press(key);
      await soon(head).toBe(`mini-bert ${name}`);
      await soon(() => page.locator(".head-map[role=img]").getAttribute("aria-label")).toContain(name);
    }
    await move(page, { seq: tokens.sequences[0].index, area: "|1.5|0.1,0.1,0.9,0.1,0.9,0.9", panel: "selection" });
    await page.getByRole("button", { name: /^Selection \(\d+\)/ }).waitFor();
    for (const gone of ["area", "seq", "head"]) {
      await page.keyboard.press("Escape");
      await soon(() => place(page, gone)).toBe("");
    }
    await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(16);
    await page.keyboard.press("/");
    await soon(() => page.evaluate(() => document.activeElement?.id)).toBe("search");
    await page.keyboard.press("Tab");
    await page.locator("body").click({ position: { x: 4, y: 500 } });
    await page.keyboard.press("?");
    const guide = page.getByRole("dialog", { name: "How to read this" });
    await guide.waitFor();
    await page.keyboard.press("Escape");
    await guide.waitFor({ state: "detached" });
    expect(place(page, "job")).toBe(atlases.bert);
  });
});

const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);
