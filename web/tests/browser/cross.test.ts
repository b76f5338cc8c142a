import type { Page } from "playwright-core";
import { beforeAll, expect } from "vitest";
import { matrixOf } from "./kit/api";
import { cameraOn, hoverMiddle, loneliest, pointsOf } from "./kit/map";
import { shownNumbers, weightsApart } from "./kit/sentence";
import { api, atlases, move, soon, story, test } from "./kit/test";
import { attentionOf, firstRow, type SequenceRow, tokensOf } from "./kit/tokens";

interface Head {
  layer: number;
  head: number;
  kind: string;
  querySide: string;
  keySide: string;
  queries: string;
  keys: string;
}

const [source, target] = ["TOKEN_SIDE_SOURCE", "TOKEN_SIDE_TARGET"];
const cross: [number, number] = [2, 1];

const headsOf = async (): Promise<Head[]> => (await api.get(`/v1/jobs/${atlases.pairs}/atlas`)).atlas.heads;
const part = (h: Head) => (h.kind === "ATTENTION_KIND_CROSS" ? "cross" : h.querySide === source ? "encoder" : "decoder");

/** Texts of the sequence on one side. */
async function textsOf(sequence: SequenceRow, side: string): Promise<string[]> {
  const tokens = await tokensOf(api, atlases.pairs);
  const rows = Array.from({ length: sequence.tokens }, (_, i) => firstRow(sequence) + i);
  return rows.filter((row) => tokens.sides[row] === side).map((row) => tokens.texts[row]);
}

const columnOf = (page: Page, name: string) => page.locator(`.tokens.${name} .text`).allTextContents();

story("An encoder-decoder", () => {
  beforeAll(() => {
    if (!atlases.pairs) throw new Error("the gateway of ATTENTIONVIZ_URL does not have 'pairs': give it --models web/tests/browser/models");
  });

  test("the matrix shows heads of encoder, decoder and cross-attention, and says which is which", async ({ visit }) => {
    const heads = await headsOf();
    expect(new Set(heads.map(part))).toEqual(new Set(["encoder", "decoder", "cross"]));
    const page = await visit(`/?job=${atlases.pairs}`);
    const tiles = page.locator("button.tile:not(.waiting)");
    await soon(() => tiles.count()).toBe(heads.length);
    const says = await tiles.evaluateAll((all) => all.map((tile) => tile.getAttribute("aria-label")!.split(", ").slice(0, 2)));
    expect(says).toEqual(heads.map((h) => [`L${h.layer} H${h.head}`, part(h)]));
    const rows = heads.filter((h) => h.head === 0).map((h) => `${part(h)}L${h.layer}`);
    expect(await page.locator(".matrix-row").allTextContents()).toEqual(rows);
  });

  test("each head has the points of its sides: a cross head the target's queries and the source's keys", async ({ visit }) => {
    const [heads, tokens] = [await headsOf(), await tokensOf(api, atlases.pairs)];
    const on = (side: string) => tokens.sides.flatMap((s, row) => (s === side ? [row] : []));
    const page = await visit(`/?job=${atlases.pairs}&head=L0H0&with=-labels`);
    for (const h of heads.filter((h) => h.head === 1)) {
      const [queries, keys] = [on(h.querySide), on(h.keySide)];
      expect([queries.length, keys.length]).toEqual([Number(h.queries), Number(h.keys)]);
      await move(page, { head: `L${h.layer}H1`, at: "" });
      const map = page.locator(`.head-map[data-points="${queries.length + keys.length}"]`);
      await soon(() => map.getAttribute("aria-label")).toContain(`of L${h.layer} H1: ${queries.length} queries and ${keys.length} keys.`);
      const points = await pointsOf(api, atlases.pairs, [h.layer, 1], "pca2");
      expect(points).toHaveLength(queries.length + keys.length);
      const alone = loneliest(points);
      for (const point of [alone.find((p) => p < queries.length)!, alone.find((p) => p >= queries.length)!]) {
        const row = point < queries.length ? queries[point] : keys[point - queries.length];
        const length = (await textsOf(tokens.sequence[row], tokens.sides[row])).length;
        await move(page, { at: await cameraOn(page, points, point, 300) });
        const tip = page.locator(".head-map .tooltip");
        await soon(async () => {
          await hoverMiddle(page);
          return (await tip.count()) ? await tip.textContent() : "";
        }).toContain(`${tokens.texts[row]} ${point < queries.length ? "query" : "key"}pos ${tokens.positions[row]} of ${length}`);
      }
    }
  });

  test("the sentence of a cross head has two sides of different tokens, and the model's weights", async ({ visit }) => {
    const { sequences } = await tokensOf(api, atlases.pairs);
    const page = await visit(`/?job=${atlases.pairs}&head=L2H1&seq=0`);
    for (const sequence of [sequences[0], sequences[2]]) {
      await move(page, { seq: sequence.index });
      const [queries, keys] = [await textsOf(sequence, target), await textsOf(sequence, source)];
      expect(queries).not.toEqual(keys);
      await soon(() => columnOf(page, "query")).toEqual(queries);
      expect(await columnOf(page, "key")).toEqual(keys);
      expect(await page.locator(".tokens").evaluateAll((all) => all.map((e) => e.getAttribute("aria-label")))).toEqual([
        "Queries (target)",
        "Keys (source)",
      ]);
      const weights = matrixOf(await attentionOf(api, atlases.pairs, sequence.index, cross));
      expect([weights.length, weights[0].length]).toEqual([queries.length, keys.length]);
      for (let query = 0; query < queries.length; query++)
        await soon(async () => weightsApart(await shownNumbers(page, query), weights[query])).toBeLessThan(0.0051);
    }
    const panel = page.getByRole("region", { name: "Sequence", exact: true });
    await panel.getByText(sequences[2].text, { exact: true }).waitFor();
    await panel.getByText("→ w5 w4 w3 w2 w6 w7", { exact: true }).waitFor();
  });

  test("what is left of a query's weights adds up to 1 when a key, or what the model added, is hidden", async ({ visit }) => {
    const tokens = await tokensOf(api, atlases.pairs);
    const sequence = tokens.sequences[2];
    const sourceTokens = (await textsOf(sequence, source)).length;
    const page = await visit(`/?job=${atlases.pairs}&head=L2H1&seq=${sequence.index}`);
    const check = async (head: [number, number], query: number, hiddenPositions: number[]) => {
      const weights = matrixOf(await attentionOf(api, atlases.pairs, sequence.index, head, { hiddenPositions }));
      expect(Math.abs(weights[query].reduce((a, b) => a + b) - 1)).toBeLessThan(1e-4);
      await soon(async () => weightsApart(await shownNumbers(page, query), weights[query])).toBeLessThan(0.0051);
    };
    await check(cross, 3, []);
    const key = page.locator(".tokens.key button").nth(2);
    await key.click();
    expect(await key.getAttribute("aria-pressed")).toBe("true");
    await check(cross, 3, [2]);
    await page.getByRole("button", { name: "Show all (1 hidden)" }).click();
    await check(cross, 3, []);

    // [START] is the first token of the target: a key of the decoder's own heads, of cross heads a query only.
    const start = sourceTokens;
    expect([tokens.special[firstRow(sequence) + start], tokens.texts[firstRow(sequence) + start]]).toEqual([true, "[START]"]);
    await page.getByLabel("Hide special tokens").check();
    await check(cross, 3, [start]);
    const first = page.locator(".tokens.query button").first();
    expect(await first.getAttribute("aria-pressed")).toBe("true");
    expect(await shownNumbers(page, 0)).toEqual(Array(sourceTokens).fill(0));
    await move(page, { head: "L1H0" });
    await soon(() => columnOf(page, "key")).toEqual(await textsOf(sequence, target));
    await check([1, 0], 3, [start]);
    await page.getByLabel("Hide special tokens").uncheck();
    await check([1, 0], 3, []);
    await move(page, { head: "L0H0" });
    await soon(() => columnOf(page, "query")).toEqual(await textsOf(sequence, source));
    await check([0, 0], 1, []);
  });
});
