import { readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { samples } from "./kit/atlases";
import { fitted, loneliest, pointsOf, spotOf } from "./kit/map";
import { inkOf } from "./kit/pixels";
import { api, atlases, place, soon, story, test } from "./kit/test";
import { entryOf } from "./kit/zip";

/** Lets go of a file over an element. */
async function dropOn(page: Page, target: Locator, name: string, type: string, content: Buffer): Promise<void> {
  const data = await page.evaluateHandle(
    ({ name, type, bytes }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(bytes)], name, { type }));
      return transfer;
    },
    { name, type, bytes: [...content] },
  );
  await target.dispatchEvent("dragover", { dataTransfer: data });
  await target.dispatchEvent("drop", { dataTransfer: data });
}

type Spot = { x: number; y: number };

/** Whether a place lies in a triangle, by the signs of three areas; undefined within two pixels of an edge. */
function inTriangle(corners: Spot[], p: Spot): boolean | undefined {
  const off = corners.map((a, i) => {
    const b = corners[(i + 1) % 3];
    return ((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x)) / Math.hypot(b.x - a.x, b.y - a.y);
  });
  const inside = off.every((d) => d > 0) || off.every((d) => d < 0);
  return off.some((d) => Math.abs(d) < 2) ? undefined : inside;
}

story("Tools of a head's map", () => {
  test("the lasso takes the points that the API has inside it", async ({ visit }) => {
    const points = await pointsOf(api, atlases.bert, [2, 0], "pca2");
    const page = await visit(`/?job=${atlases.bert}&head=L2H0&map=pca2&panel=fidelity`);
    await page.locator(".head-map[data-points]").waitFor();
    const box = (await page.locator(".head-map").boundingBox())!;
    const corners = [
      { x: 0.25, y: 0.15 },
      { x: 0.8, y: 0.5 },
      { x: 0.3, y: 0.85 },
    ].map((c) => ({ x: c.x * box.width, y: c.y * box.height }));
    const within = (await fitted(page, points, points)).map((p) => inTriangle(corners, p));
    await page.getByRole("button", { name: "Lasso", exact: true }).click();
    await page.mouse.move(box.x + corners[0].x, box.y + corners[0].y);
    await page.mouse.down();
    for (const c of [corners[1], corners[2], corners[0]]) await page.mouse.move(box.x + c.x, box.y + c.y, { steps: 8 });
    await page.mouse.up();
    const said = page.getByText(/^[\d,]+ points: /);
    await said.waitFor();
    const taken = Number((await said.textContent())!.split(" ")[0].replace(",", ""));
    const [least, unsure] = [within.filter((w) => w === true).length, within.filter((w) => w === undefined).length];
    expect(least).toBeGreaterThan(50);
    expect(taken).toBeGreaterThanOrEqual(least);
    expect(taken).toBeLessThanOrEqual(least + unsure);
  });

  test("the dial turns to the map that attention guides, as the API has it", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}&head=L2H0&map=tsne2&with=-labels`);
    await page.locator(".head-map[data-points]").waitFor();
    await page.getByRole("slider", { name: "How far attention guides the map" }).press("ArrowRight");
    await soon(() => place(page, "map")).toBe("tsne2@0.45");
    expect(await page.locator(".dial output").textContent()).toBe("0.45");
    const points = await pointsOf(api, atlases.bert, [2, 0], "tsne2@0.45");
    const { x, y } = await spotOf(page, points, loneliest(points)[0]);
    await soon(async () => {
      await page.mouse.move(x + 40, y + 40);
      await page.mouse.move(x, y);
      return page.locator(".tooltip").count();
    }).toBe(1);
  });

  test("dots are of one size, or as large as their norms are, and of one size again", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.bert}&head=L2H0&map=pca2&with=-labels`);
    await page.locator(".head-map[data-points]").waitFor();
    const ink = () => inkOf(page, ".head-map canvas");
    await soon(ink).toBeGreaterThan(0);
    await page.waitForLoadState("networkidle");
    const alike = await ink();
    await page.getByLabel("size by norm").check();
    await soon(async () => Math.abs((await ink()) / alike - 1)).toBeGreaterThan(0.02);
    await page.getByLabel("size by norm").uncheck();
    await soon(ink).toBe(alike);
  });
});

story("Dropped files", () => {
  test("a text file and a zip of pictures, dropped, are read as corpora", async ({ visit }) => {
    const page = await visit("/");
    await page.getByRole("button", { name: "File", exact: true }).click();
    const drop = page.locator(".drop");
    await dropOn(page, drop, "dropped.txt", "text/plain", Buffer.from("one line\nanother\nand a third\n"));
    await drop.getByText("3 sequences, text").waitFor();
    await dropOn(page, drop, "dropped.zip", "application/zip", readFileSync(`${samples}shapes.zip`));
    await drop.getByText(/^60 sequences, /).waitFor();
    const { corpora } = await api.get("/v1/corpora?pageSize=1000");
    for (const c of corpora.filter((c: { name: string }) => c.name.startsWith("dropped."))) await api.remove(`/v1/corpora/${c.corpusId}`);
  });

  test("a picture, dropped, is placed", async ({ visit }) => {
    const page = await visit(`/?job=${atlases.vit}&head=L1H2&map=pca2&panel=own`);
    await page.locator(".own-drop").waitFor();
    await dropOn(page, page.locator(".own-drop"), "mine.png", "image/png", entryOf(`${samples}shapes.zip`, "p04.png"));
    await page.getByText(/^65 tokens placed in/).waitFor();
  });
});

story("Loading that is given up", () => {
  for (const [what, address, call, label] of [
    ["all heads", () => `/?job=${atlases.bert}`, "StreamMatrix", /^Heads, 0 of 16/],
    ["one head", () => `/?job=${atlases.bert}&head=L2H0`, "StreamMap", /^Map/],
  ] as const) {
    test(`${what}: Cancel ends the call, and nothing complains`, async ({ visit }) => {
      const page = await visit("about:blank");
      // Never answered.
      await page.route(
        (url) => url.pathname.endsWith(`/${call}`),
        () => {},
      );
      const ended = page.waitForEvent("requestfailed", (r) => r.url().endsWith(`/${call}`));
      await page.goto(api.url + address());
      const progress = page.locator(".progress").filter({ hasText: label });
      await progress.getByRole("button", { name: "Cancel" }).click();
      await progress.waitFor({ state: "detached" });
      expect((await ended).failure()?.errorText).toBe("net::ERR_ABORTED");
      expect(await page.getByRole("alert").count()).toBe(0);
    });
  }
});
