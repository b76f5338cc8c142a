import type { Page } from "playwright-core";
import { expect } from "vitest";
import { pointsOf, spotOf } from "./kit/map";
import { inkOf } from "./kit/pixels";
import { api, atlases, choice, move, place, soon, story, test } from "./kit/test";
import { tokensOf } from "./kit/tokens";

interface Shown {
  says: object;
  /** Of the canvas, if there is one. */
  ink: number[];
}

/** Everything that a page says and draws, as far as it can be told: two pages that show the same give the same. */
async function shown(page: Page): Promise<Shown> {
  const says = await page.evaluate(() => {
    const texts = (css: string) => [...document.querySelectorAll(css)].map((e) => e.textContent);
    const states = [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>("main input, main select, main textarea")];
    return {
      titles: texts("h1, h2, .legend, .quiet, .tile-figure, .search-count, .found-list li, .ranking tr"),
      tiles: [...document.querySelectorAll("button.tile")].map((t) => t.getAttribute("aria-label")),
      map: document.querySelector("[role=img].head-map")?.getAttribute("aria-label"),
      labels: texts(".map-label").sort(),
      fields: states.map((s) => (s instanceof HTMLInputElement && s.type === "checkbox" ? s.checked : s.value)),
      pressed: [...document.querySelectorAll("[aria-pressed=true], [aria-current=true]")].map((e) => e.textContent),
      tokens: texts(".tokens .text"),
    };
  });
  const canvas = await page.locator("main canvas").count();
  return { says, ink: canvas ? await page.evaluate(drawn) : [] };
}

/** Sums over the first canvas: equal where the same is drawn. */
function drawn(): number[] {
  const canvas = document.querySelector<HTMLCanvasElement>(".matrix-sheet canvas, .head-map canvas")!;
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const context = copy.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(canvas, 0, 0);
  const { data } = context.getImageData(0, 0, copy.width, copy.height);
  const sums = [canvas.width, canvas.height, 0, 0, 0, 0];
  for (let i = 0; i < data.length; i++) sums[2 + (i % 4)] += data[i] * (1 + ((i >> 2) % 1009));
  return sums;
}

/** Once the page has come to rest: nothing loads, and it says the same twice. */
async function atRest(page: Page): Promise<Shown> {
  let before = "";
  let now: Shown = { says: {}, ink: [] };
  await soon(async () => {
    if ((await page.locator("main progress, main [aria-busy=true]").count()) > 0) return false;
    now = await shown(page);
    const same = JSON.stringify(now) === before;
    before = JSON.stringify(now);
    return same && before.length > 400;
  }, 30_000).toBe(true);
  return now;
}

story("Every view is a link", () => {
  test("the address of a page that was clicked together shows the same to another person", async ({ visit }) => {
    const [points, tokens] = [await pointsOf(api, atlases.bert, [2, 1], "pca2"), await tokensOf(api, atlases.bert)];
    const sequence = tokens.sequences.find((s) => s.tokens > 6 && s.tokens < 20)!;
    const page = await visit(`/?job=${atlases.bert}`);
    const compare = async (what: string) => {
      const other = await visit(page.url());
      const [theirs, ours] = [await atRest(other), await atRest(page)];
      expect(theirs.says, what).toEqual(ours.says);
      // The address tells the camera to a thousandth of the view.
      theirs.ink.forEach((v, i) => {
        expect(Math.abs(v / ours.ink[i] - 1), what).toBeLessThan(0.01);
      });
      await other.context().close();
    };
    await choice(page, "Order").selectOption("recall");
    await choice(page, "Fidelity").selectOption("trusted");
    await choice(page, "Colour").selectOption("meta:topic");
    await page.locator("#search").fill("the");
    await soon(() => place(page, "q")).toBe("the");
    await compare("a matrix that is ordered, filtered, coloured and searched");

    await choice(page, "Order").selectOption("like");
    await compare("heads like another");

    await page.locator("#search").fill("");
    await page.locator("button.tile").first().click();
    await choice(page, "Layer").selectOption("2");
    await choice(page, "Head").selectOption("1");
    await choice(page, "Map").selectOption("pca2");
    await page.getByLabel("density").check();
    // Which labels find a place hangs on less than a pixel.
    await page.getByLabel("labels").uncheck();
    await page.getByLabel("size by norm").check();
    await page.locator(".head-map[role=img]").waitFor();
    const spot = await spotOf(page, points, 5);
    await page.mouse.move(spot.x, spot.y);
    await page.mouse.wheel(0, -900);
    await soon(() => place(page, "at")).not.toBe("");
    await page.mouse.move(20, 20);
    await compare("a head, its map, its camera and its layers");

    await page.getByRole("button", { name: "Reset" }).click();
    await soon(() => place(page, "at")).toBe("");
    await page.getByLabel("labels").check();
    await page.getByRole("button", { name: "Box", exact: true }).click();
    const box = (await page.locator(".head-map").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.35, box.y + box.height * 0.2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5, { steps: 4 });
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.7, { steps: 4 });
    await page.mouse.up();
    await page.getByText(/^\d+ points/).waitFor();
    await page.getByRole("button", { name: "Move", exact: true }).click();
    await page.mouse.move(20, 20);
    await compare("what was drawn round");

    await move(page, { area: "", panel: "", with: "all-lines", seq: sequence.index, token: "q3", hide: "special", weight: "value" });
    await soon(() => inkOf(page, ".attention-columns canvas")).toBeGreaterThan(0);
    await compare("a sentence, its token, special tokens hidden, value norms, and all lines");
  });

  test("panels, pairs, own text and maps of heads open from their address", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.bert);
    const [sequence] = tokens.sequences;
    const job = `/?job=${atlases.bert}`;
    const page = await visit(`${job}&heads=map`);
    await soon(() => page.getByRole("button", { name: /^L\d H\d,/ }).count()).toBe(16);
    await move(page, { heads: "", head: "L1H1", panel: "fidelity" });
    await page.getByRole("region", { name: "Fidelity" }).getByText("Spearman").first().waitFor();
    await move(page, { panel: "near", seq: sequence.index, token: "k2" });
    await page.getByText("Queries nearest to the key").waitFor();
    await soon(() => page.locator(".found-list li").count()).toBe(30);
    await move(page, { panel: "", pairs: "1-2" });
    await page.getByRole("region", { name: "Heads that attend so" }).waitFor();
    await soon(() => page.locator(".ranking tbody tr").count()).toBe(16);
    await move(page, { pairs: "", seq: "", token: "", panel: "own", own: "A bank of the river." });
    await page.getByText(/tokens placed in/).waitFor();
    await soon(() => page.locator(".map-own").count()).toBeGreaterThan(10);
  });

  test("the back button goes back through what was looked at, and the tab tells what that is", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}`);
    await soon(() => page.title()).toBe("mini-bert - AttentionViz");
    await page.locator("button.tile:not(.waiting)").nth(6).click();
    await soon(() => page.title()).toBe("L1 H2 - mini-bert - AttentionViz");
    await choice(page, "Map").selectOption("umap2");
    await soon(() => place(page, "map")).toBe("umap2");
    await page.goBack();
    await soon(() => place(page, "map")).toBe("");
    expect(await choice(page, "Map").inputValue()).toBe("tsne2");
    await page.goBack();
    await soon(() => page.title()).toBe("mini-bert - AttentionViz");
    await soon(() => page.locator("button.tile:not(.waiting)").count()).toBe(16);
    await page.goForward();
    await soon(() => page.title()).toBe("L1 H2 - mini-bert - AttentionViz");
  });
});
