import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { savedBy } from "./kit/saved";
import { api, atlases, soon, story, test } from "./kit/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const pages: [string, () => string, (page: Page) => Promise<void>][] = [
  ["of jobs", () => "/", (page) => page.getByRole("link", { name: "Open atlas" }).first().waitFor()],
  ["of all heads", () => `/?job=${atlases.bert}`, (page) => page.locator(".tile:not(.waiting)").nth(15).waitFor()],
  ["of one head", () => `/?job=${atlases.bert}&head=L2H0&panel=fidelity`, (page) => page.getByText("In the map").waitFor()],
  ["of two atlases", () => `/?job=${atlases.bert}&other=${atlases.other}`, (page) => page.locator(".head-map canvas").nth(1).waitFor()],
];

story("manners", () => {
  for (const theme of ["light", "dark"] as const) {
    for (const [name, address, ready] of pages) {
      test(`the page ${name} in ${theme} has no fault that axe knows`, async ({ visit }) => {
        const page = await visit(address(), { theme });
        await ready(page);
        await page.evaluate(axe);
        const faults = await page.evaluate(async () => {
          type Axe = { run: () => Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
          const { violations } = await (window as unknown as { axe: Axe }).axe.run();
          return violations.map((v) => `${v.id}: ${v.nodes[0].html.slice(0, 160)}`);
        });
        expect(faults).toEqual([]);
      });
    }
  }

  test("exports hold what is seen: picture, drawing, points, and a page that works by itself", async ({ visit }) => {
    const { atlas } = await api.get(`/v1/jobs/${atlases.bert}/atlas`);
    const points = 2 * Number(atlas.tokens);
    const page = await visit(`/?job=${atlases.bert}&head=L2H0&with=-labels`);
    await page.locator(".head-map[data-points]").waitFor();
    const saved = async (item: string) => (await savedBy(page, /^Export/, item)).bytes;
    expect((await saved("Picture (PNG)")).subarray(1, 4).toString()).toBe("PNG");
    expect((await saved("Drawing (SVG)")).toString().match(/M-?[\d.]+,-?[\d.]+h0/g)).toHaveLength(points);
    expect(JSON.parse((await saved("All points (JSON)")).toString())).toHaveLength(points);
    expect((await saved("All points (CSV)")).toString().trim().split("\r\n")).toHaveLength(points + 1);
    const html = (await saved("Page that works by itself (HTML)")).toString();
    const alone = await page.context().newPage();
    const faults: string[] = [];
    alone.on("pageerror", (e) => faults.push(e.message));
    await alone.setContent(html);
    await alone.locator(`.head-map[data-points='${points}']`).waitFor();
    await alone.locator("#search").fill("the");
    await alone.getByText(/^\d+ tokens$/).waitFor();
    expect(faults).toEqual([]);
  });

  test("two atlases: heads in the order of CompareAtlases, under one camera", async ({ visit }) => {
    const { heads } = await api.get(`/v1/jobs/${atlases.bert}:compare?otherJobId=${atlases.other}`);
    const page = await visit(`/?job=${atlases.bert}&other=${atlases.other}`);
    const names = heads.map((h: { layer: number; head: number }) => `L${h.layer} H${h.head}`);
    await soon(() => page.locator(".compare-list tbody button").allTextContents()).toEqual(names);
    await page.locator(".head-map canvas").nth(1).waitFor();
    await page.locator(".head-map").first().hover();
    await page.mouse.wheel(0, -400);
    // The camera stands in the address once it is at rest; both maps are drawn from it.
    await soon(() => Number(new URL(page.url()).searchParams.get("at")?.split(",")[2] ?? 0)).toBeGreaterThan(1);
  });
});
