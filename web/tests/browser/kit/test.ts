import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { test as base, describe, expect, inject } from "vitest";
import { Api } from "./api";
import { launch } from "./chromium";
import { Watch } from "./watch";

interface Tools {
  browser: Browser;
  watch: Watch;
  /** A page of its own context, at an address of the gateway ("/?job=...") or a whole one. */
  visit: (address: string, options?: BrowserContextOptions & { theme?: "light" | "dark" }) => Promise<Page>;
}

export const story = describe.skipIf(inject("chromium") === "");
export const api = new Api(inject("url") ?? "");
export const atlases = inject("atlases");

/** Ends by asserting that no page has complained, left its host or failed at a request. */
export const test = base.extend<Tools>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it which tools are wanted
    async ({}, use) => {
      const browser = await launch(inject("chromium"));
      await use(browser);
      await browser.close();
    },
    { scope: "file" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above
  watch: async ({}, use) => {
    const watch = new Watch(new URL(api.url).host);
    await use(watch);
    expect(watch.left()).toEqual([]);
  },
  visit: async ({ browser, watch }, use) => {
    const contexts: { close: () => Promise<void> }[] = [];
    await use(async (address, { theme = "light", ...options } = {}) => {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: theme, ...options });
      contexts.push(context);
      await watch.context(context);
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      await page.goto(address.includes(":") && !address.startsWith("/") ? address : api.url + address);
      return page;
    });
    for (const context of contexts) await context.close();
  },
});

/** A job that takes some seconds. */
export async function startJob(spec: object): Promise<string> {
  const { corpusId } = (await api.get(`/v1/jobs/${atlases.gpt}`)).job.spec;
  const maps = [{ method: "MAP_METHOD_TSNE", dimensions: 2 }];
  return (await api.post("/v1/jobs", { spec: { modelId: "mini-gpt", corpusId, maps, ...spec } })).job.jobId;
}

/** A job that was cancelled when the first of its heads were made, and others not. */
export async function cancelledJob(): Promise<string> {
  const jobId = await startJob({ tokenBudget: 4000 });
  const heads = async () => {
    const answer = await api.ask(`/v1/jobs/${jobId}/atlas`);
    return answer.ok ? (await answer.json()).atlas.heads.filter((h: { ready: boolean }) => h.ready).length : 0;
  };
  await soon(heads, 60_000).toBeGreaterThan(0);
  await api.post(`/v1/jobs/${jobId}:cancel`, {});
  await soon(async () => (await api.get(`/v1/jobs/${jobId}`)).job.state, 30_000).toBe("JOB_STATE_CANCELLED");
  expect(await heads()).toBeLessThan(16);
  return jobId;
}

/** Asks again until it holds. */
export const soon = <T>(ask: () => Promise<T> | T, timeout = 15_000) => expect.poll(ask, { timeout, interval: 60 });

/** Goes to what differs in the address, without loading the page anew: as the back button does. */
export async function move(page: Page, change: Record<string, string>): Promise<void> {
  await page.evaluate((to) => {
    const query = new URLSearchParams(location.search);
    for (const [key, value] of Object.entries(to)) value ? query.set(key, value) : query.delete(key);
    history.pushState(null, "", `/?${query}`);
    dispatchEvent(new PopStateEvent("popstate"));
  }, change);
}

export const place = (page: Page, key: string): string => new URL(page.url()).searchParams.get(key) ?? "";

/** A list to choose from, by its label. */
export const choice = (page: Page, label: string) => page.getByRole("combobox", { name: label, exact: true });
