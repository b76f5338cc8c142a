import { createHash, randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { Api, matrixOf } from "./kit/api";
import { ended, makePairs } from "./kit/atlases";
import { startGateway } from "./kit/gateway";
import { inkOf } from "./kit/pixels";
import { shownNumbers, weightsApart } from "./kit/sentence";
import { api, atlases, choice, move, place, soon, startJob, story, test } from "./kit/test";
import { attentionOf, tokensOf } from "./kit/tokens";
import { wireTo } from "./kit/wire";

const away = "The gateway does not answer. Check that it runs and that this machine reaches it, then try again.";
const gone = expect.stringMatching(/^there is no job '\w+'; it was deleted, has expired or never was\.$/);

const alerts = (page: Page) => page.getByRole("alert").locator("strong").allTextContents();
const again = (page: Page) => page.getByRole("alert").getByRole("button", { name: "Try again" });
const tiles = (page: Page) => page.locator("button.tile:not(.waiting)");

story("A gateway that goes away", () => {
  test("a head stays as it is drawn; what does not come says so, and comes on another try", async ({ visit, watch }) => {
    watch.allowAway();
    const { sequences } = await tokensOf(api, atlases.bert);
    const page = await visit(`/?job=${atlases.bert}&head=L2H1&map=pca2&with=-labels,-lines&seq=${sequences[0].index}`);
    const map = page.locator(".head-map[data-points]");
    await soon(() => inkOf(page, ".attention-columns canvas")).toBeGreaterThan(0);
    const points = await map.getAttribute("data-points");
    await page.context().setOffline(true);

    await page.getByRole("button", { name: "Next sequence" }).click();
    await soon(() => alerts(page)).toEqual([away]);
    expect(await page.locator(".tokens.query button").count()).toBe(sequences[1].tokens);
    await choice(page, "Map").selectOption("tsne2");
    await soon(() => alerts(page)).toEqual([away, away]);
    await choice(page, "Map").selectOption("pca2");
    expect(await map.getAttribute("data-points")).toBe(points);
    await soon(() => inkOf(page, ".head-map canvas")).toBeGreaterThan(1000);

    await page.context().setOffline(false);
    await soon(async () => {
      if ((await again(page).count()) > 0) await again(page).first().click();
      return alerts(page);
    }).toEqual([]);
    const weights = matrixOf(await attentionOf(api, atlases.bert, sequences[1].index, [2, 1]));
    await soon(async () => weightsApart(await shownNumbers(page, 2), weights[2])).toBeLessThan(0.0051);
    expect(await map.getAttribute("data-points")).toBe(points);
  });

  test("all heads stay; a search, norms and a part of the page that do not come say so, and come on another try", async ({
    visit,
    watch,
  }) => {
    watch.allowAway();
    // React tells of the part that did not come.
    watch.allow(/^console error: .*(Unable to preload CSS|Failed to fetch dynamically imported module)/s);
    const page = await visit(`/?job=${atlases.bert}`);
    await soon(() => tiles(page).count()).toBe(16);
    let ink = 0;
    await soon(async () => {
      const before = ink;
      ink = await inkOf(page, ".matrix-sheet canvas");
      return ink > 1000 && ink === before;
    }).toBe(true);
    await page.context().setOffline(true);
    await page.locator("#search").fill("the");
    await soon(() => page.locator("#search-count").textContent()).toBe("no answer");
    expect(await alerts(page)).toEqual([away]);
    expect([await tiles(page).count(), await inkOf(page, ".matrix-sheet canvas")]).toEqual([16, ink]);
    await page.context().setOffline(false);
    await again(page).click();
    await soon(() => page.locator("#search-count").textContent()).toMatch(/^\d+ tokens in \d+ sequences$/);
    expect(await alerts(page)).toEqual([]);

    await page.context().setOffline(true);
    await page.locator("#search").fill("");
    await choice(page, "Colour").selectOption("norm");
    await soon(() => alerts(page)).toEqual([away]);
    expect(await tiles(page).count()).toBe(16);
    await page.context().setOffline(false);
    await again(page).click();
    await soon(() => page.getByRole("button", { name: /^Export/ }).count()).toBe(1);
    expect(await alerts(page)).toEqual([]);

    await page.context().setOffline(true);
    await tiles(page).nth(5).click();
    await soon(() => alerts(page)).toEqual([away]);
    expect(await page.locator("h1").first().textContent()).toBe("mini-bert L1 H1");
    await again(page).click();
    expect(await alerts(page)).toEqual([away]);
    await page.context().setOffline(false);
    await again(page).click();
    await page.locator(".head-map[data-points]").waitFor();
    expect([place(page, "head"), place(page, "color")]).toEqual(["L1H1", "norm"]);
  });

  test("the watch of a job is taken up again: heads go on coming, and the list says when it is done", async ({ visit, watch }) => {
    watch.allowAway();
    // A browser that is offline keeps the streams that it has.
    const wire = await wireTo(api.url);
    watch.trust(wire.url);
    const jobId = await startJob({ tokenBudget: 3000 });
    const list = await visit(`${wire.url}/`);
    const row = list.getByRole("listitem", { name: `Job ${jobId}` });
    await row.waitFor();
    const page = await visit(`${wire.url}/?job=${jobId}`);
    const broken = new Set<Page>();
    for (const p of [page, list]) p.on("requestfailed", (r) => r.url().endsWith("/WatchJob") && broken.add(p));
    await soon(() => tiles(page).count(), 60_000).toBeGreaterThan(0);
    wire.cut();
    await soon(() => broken.size).toBe(2);
    const before = await tiles(page).count();
    expect(before).toBeLessThan(16);
    // Something is missed meanwhile.
    const ready = async () => (await api.get(`/v1/jobs/${jobId}/atlas`)).atlas.heads.filter((h: { ready: boolean }) => h.ready).length;
    await soon(ready, 60_000).toBeGreaterThan(before);
    expect(await tiles(page).count()).toBe(before);
    wire.mend();
    await soon(() => tiles(page).count(), 60_000).toBe(16);
    await soon(() => page.getByRole("progressbar").count(), 60_000).toBe(0);
    await soon(() => row.locator(".state").textContent(), 40_000).toBe("done");
    wire.stop();
    expect([await alerts(page), await alerts(list)]).toEqual([[], []]);
    await api.remove(`/v1/jobs/${jobId}`);
  });
});

story("A gateway that asks for keys", () => {
  test("the page asks for a key, tells a wrong one, opens with the right one, and keeps it in this tab alone", async ({ visit, watch }) => {
    const key = `avz_${randomBytes(32).toString("base64url")}`;
    const settings = { Name: "viewer", Tenant: "lab", Scope: "SUBMIT", Hash: createHash("sha256").update(key).digest("hex") };
    const gateway = await startGateway(
      Object.fromEntries(Object.entries(settings).map(([k, v]) => [`Gateway__Auth__ApiKeys__0__${k}`, v])),
    );
    try {
      watch.trust(gateway.url);
      const own = new Api(gateway.url, key);
      const jobId = await makePairs(own);
      await ended(own, jobId);
      const page = await visit(`${gateway.url}/?job=${jobId}`);
      const sent: { url: string; key?: string }[] = [];
      page.on("request", (r) => sent.push({ url: r.url(), key: r.headers()["x-api-key"] }));
      const field = page.getByLabel("API key");
      await field.waitFor();
      expect(await alerts(page)).toHaveLength(1);
      const asked = (await alerts(page))[0];
      expect(asked).toMatch(/key/i);
      await field.fill("avz_wrong");
      await page.getByRole("button", { name: "Use this key" }).click();
      await soon(async () => (await alerts(page))[0]).not.toBe(asked);
      expect((await alerts(page))[0]).toMatch(/key/i);
      expect(sent.some((r) => r.key === "avz_wrong")).toBe(true);
      sent.length = 0;
      await field.fill(key);
      await page.getByRole("button", { name: "Use this key" }).click();
      await soon(() => tiles(page).count()).toBe(10);
      await soon(() => page.getByRole("progressbar").count()).toBe(0);
      expect(await alerts(page)).toEqual([]);
      await tiles(page).nth(4).click();
      await page.locator(".head-map[data-points]").waitFor();

      const calls = sent.filter((r) => r.url.includes("attentionviz.v1"));
      expect(calls.length).toBeGreaterThan(3);
      expect(calls.filter((r) => r.key !== key)).toEqual([]);
      expect(sent.filter((r) => r.url.includes(key))).toEqual([]);
      expect(page.url()).not.toContain(key);
      expect(await page.evaluate(() => [JSON.stringify({ ...localStorage }), document.cookie])).toEqual([
        expect.not.stringContaining(key),
        "",
      ]);
      await page.reload();
      await page.locator(".head-map[data-points]").waitFor();

      const tab = await page.context().newPage();
      await tab.goto(page.url());
      await tab.getByLabel("API key").waitFor();
      expect(await tab.getByLabel("API key").inputValue()).toBe("");
      await tab.goto(gateway.url);
      await tab.getByLabel("API key").fill(key);
      await tab.getByRole("button", { name: "Use this key" }).click();
      await tab.getByRole("listitem", { name: `Job ${jobId}` }).waitFor();
      for (const p of [page, tab]) await p.close();
    } finally {
      await gateway.stop();
    }
  });
});

story("Addresses that lead nowhere", () => {
  const toJobs = (page: Page) => page.getByRole("button", { name: "To the jobs" }).first();

  test("a job that is not known is told, and the jobs are one step away", async ({ visit }) => {
    const page = await visit("/?job=0123");
    for (const address of ["/?job=0123", `/?job=${"0".repeat(32)}&head=L1H1&seq=3`, `/?job=${atlases.bert}&other=0123`]) {
      await page.goto(api.url + address);
      await soon(() => alerts(page)).toEqual([gone]);
      await toJobs(page).click();
      await page.getByRole("listitem", { name: `Job ${atlases.bert}` }).waitFor();
      expect(page.url()).toBe(`${api.url}/`);
    }
    for (const address of ["/?view=atlas", "/?view=compare&other=0123", "/?view=elsewhere", "/?head=L1H1"]) {
      await page.goto(api.url + address);
      await page.getByRole("listitem", { name: `Job ${atlases.bert}` }).waitFor();
    }
  });

  test("a job that is deleted while it is looked at: what is drawn stays, what is asked for says that it is gone", async ({ visit }) => {
    const jobId = await startJob({ tokenBudget: 100, maps: [{ method: "MAP_METHOD_PCA", dimensions: 2 }] });
    await ended(api, jobId);
    const page = await visit(`/?job=${jobId}&head=L0H0`);
    const map = page.locator(".head-map[data-points]");
    await map.waitFor();
    const { sequences } = await tokensOf(api, jobId);
    await api.remove(`/v1/jobs/${jobId}`);
    const points = await map.getAttribute("data-points");
    await move(page, { seq: sequences[0].index });
    await soon(() => alerts(page)).toEqual([gone]);
    expect(await map.getAttribute("data-points")).toBe(points);
    await move(page, { seq: "", head: "L1H1" });
    await soon(() => alerts(page)).toEqual([gone]);
    await page.reload();
    await soon(() => alerts(page)).toEqual([gone]);
    await toJobs(page).click();
    await page.getByRole("listitem", { name: `Job ${atlases.bert}` }).waitFor();
    expect(await page.getByRole("listitem", { name: `Job ${jobId}` }).count()).toBe(0);
  });

  test("a head, a map, a colouring or a sequence that the atlas does not have is said, and what there is is shown", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}&head=L9H9`);
    const note = page.getByRole("status").filter({ hasText: "This atlas has" });
    const check = async (change: Record<string, string>, says: string) => {
      await move(page, { head: "", map: "", color: "", seq: "", ...change });
      await soon(() => note.locator("span").textContent()).toBe(`This atlas has ${says}.`);
    };
    await check({ head: "L9H9" }, "no head L9H9: all heads are shown");
    await soon(() => tiles(page).count()).toBe(16);
    await check({ map: "umap3" }, "no map UMAP 3-D: t-SNE 2-D is shown");
    await check({ map: "tsne7", color: "purple" }, "no map tsne7: t-SNE 2-D is shown; no colouring 'purple': query / key is shown");
    await check({ head: "L0H1", seq: "99999" }, "no sequence 99999 among those drawn");
    await page.locator(".head-map[data-points]").waitFor();
    await note.getByRole("button", { name: "All right" }).click();
    await note.waitFor({ state: "detached" });
    expect([place(page, "head"), place(page, "seq")]).toEqual(["L0H1", ""]);
    expect(await alerts(page)).toEqual([]);
  });

  test("nonsense in every key shows the atlas as it is without", async ({ visit }) => {
    const nonsense = {
      token: "zz",
      hide: "x",
      show: "x",
      weight: "x",
      with: ",%,sizes2",
      at: "a,NaN,-1,Infinity",
      area: "x|y|z",
      pairs: "9999-1,a-b",
      panel: "x",
      points: "-5",
      sort: "like:x:L7H7",
      habit: "",
      trust: "x",
      by: "x",
      heads: "x",
      match: "x",
      scope: "x",
      "": "x",
      "<script>": "'\"<img src=x>",
    };
    const page = await visit(`/?${new URLSearchParams({ job: atlases.bert, ...nonsense })}`);
    await soon(() => tiles(page).count()).toBe(16);
    const { sequences } = await tokensOf(api, atlases.bert);
    await move(page, { head: "L1H1", seq: sequences[0].index });
    await page.locator(".head-map[data-points]").waitFor();
    await soon(() => inkOf(page, ".head-map canvas")).toBeGreaterThan(1000);
    await move(page, { panel: "" });
    await soon(() => page.locator(".tokens.query button").count()).toBe(sequences[0].tokens);
    for (const seq of ["-1", "1.5", "NaN", "0x0", " "]) await move(page, { seq });
    await page.locator(".head-map[data-points]").waitFor();
    await move(page, { head: "", seq: "", heads: "map" });
    await soon(() => page.getByRole("button", { name: /^L\d H\d,/ }).count()).toBe(16);
    expect(await alerts(page)).toEqual([]);
    // A condition on what the metadata does not have is the gateway's to tell.
    await move(page, { where: "nowhere=5" });
    await soon(() => alerts(page)).toEqual([expect.stringContaining("nowhere")]);
  });
});
