import type { Page } from "playwright-core";
import { api, atlases } from "./test";
import { tokensOf } from "./tokens";

/** A sentence of some words. */
async function sentence(): Promise<string> {
  const { sequences } = await tokensOf(api, atlases.bert);
  return sequences.find((s) => s.tokens > 6 && s.tokens < 20)!.index;
}

/** Every page: its name, its address, and when all of it is there. */
export const pages: [string, () => string | Promise<string>, (page: Page) => Promise<void>][] = [
  [
    "of jobs",
    () => "/",
    async (page) => {
      await page.getByRole("link", { name: "Open atlas" }).nth(3).waitFor();
      await page.locator("input[name=model]").nth(3).waitFor();
    },
  ],
  ["of all heads", () => `/?job=${atlases.bert}`, (page) => page.locator(".tile:not(.waiting)").nth(15).waitFor()],
  [
    "of one head and a sentence",
    async () => `/?job=${atlases.bert}&head=L2H0&seq=${await sentence()}`,
    async (page) => {
      await page.locator(".head-map[data-points]").waitFor();
      await page.locator(".tokens.key button").first().waitFor();
    },
  ],
  [
    "of one head and its fidelity",
    () => `/?job=${atlases.bert}&head=L2H0&panel=fidelity`,
    async (page) => {
      await page.locator(".head-map[data-points]").waitFor();
      await page.getByText("In the map").waitFor();
    },
  ],
  [
    "of two atlases",
    () => `/?job=${atlases.bert}&other=${atlases.other}`,
    (page) => page.locator(".head-map[data-points]").nth(1).waitFor(),
  ],
];
