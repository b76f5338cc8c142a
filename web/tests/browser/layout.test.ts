import type { Page } from "playwright-core";
import { expect } from "vitest";
import { pages } from "./kit/pages";
import { api, cancelledJob, soon, startJob, story, test } from "./kit/test";

interface Shift {
  value: number;
  what: string[];
}

/** Notes what moves by itself, from before the first element is there. */
async function noteShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Entry[]) {
        if (entry.hadRecentInput) continue;
        const what = entry.sources.map(({ node }) =>
          node instanceof Element ? `${node.tagName.toLowerCase()}.${node.className}` : `${node?.nodeName}`,
        );
        shifts.push({ value: entry.value, what });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What has moved, where that is more than a reader would overlook. */
async function jumps(page: Page): Promise<Shift[]> {
  const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);
  // What Web Vitals call good is 0.1.
  return shifts.reduce((sum, s) => sum + s.value, 0) < 0.02 ? [] : shifts;
}

/** Opens an address once with every answer as it comes, and once for each call with its answer late. */
async function jumpsOf(visit: (address: string) => Promise<Page>, address: string, ready: (page: Page) => Promise<void>) {
  const found: [string, Shift[]][] = [];
  const calls = new Set<string>();
  const open = async (late: string) => {
    const page = await visit("about:blank");
    await noteShifts(page);
    page.on("request", (request) => calls.add(new URL(request.url()).pathname));
    await page.route(
      (url) => url.pathname === late,
      async (route) => {
        await new Promise((over) => setTimeout(over, 500));
        // The page may be closed by then.
        await route.continue().catch(() => {});
      },
    );
    await page.goto(api.url + address);
    await ready(page);
    await page.waitForLoadState("networkidle");
    found.push([late, await jumps(page)]);
    await page.context().close();
  };
  await open("");
  for (const call of [...calls].filter((path) => path.startsWith("/attentionviz."))) await open(call);
  expect(found.length).toBeGreaterThan(2);
  return found.filter(([, shifts]) => shifts.length > 0);
}

story("Layout", () => {
  for (const [name, address, ready] of pages) {
    test(`the page ${name} does not jump while it loads, whichever answer comes late`, async ({ visit }) => {
      expect(await jumpsOf(visit, await address(), ready)).toEqual([]);
    });
  }

  test("the page of all heads does not jump as its job comes on and ends", async ({ visit }) => {
    const jobId = await startJob({ tokenBudget: 3000 });
    const page = await visit("about:blank");
    await noteShifts(page);
    await page.goto(`${api.url}/?job=${jobId}`);
    await page.getByRole("progressbar", { name: /^Making maps/ }).waitFor({ timeout: 60_000 });
    await soon(() => page.locator(".tile:not(.waiting)").count(), 60_000).toBe(16);
    await soon(() => page.getByRole("progressbar").count()).toBe(0);
    expect(await jumps(page)).toEqual([]);
    await api.remove(`/v1/jobs/${jobId}`);
  });

  test("the page of a job that was cancelled says so, and does not jump while it loads", async ({ visit }) => {
    const jobId = await cancelledJob();
    const found = await jumpsOf(visit, `/?job=${jobId}`, async (page) => {
      await page.getByText("The job was cancelled. What was made before can be looked at.").waitFor();
      await page.locator(".tile:not(.waiting)").first().waitFor();
    });
    expect(found).toEqual([]);
    await api.remove(`/v1/jobs/${jobId}`);
  });
});
