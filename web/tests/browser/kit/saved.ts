import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

export interface Saved {
  name: string;
  bytes: Buffer;
  text: string;
}

/** Saves by an item of a menu, as a user would, and reads the file. */
export async function savedBy(page: Page, menu: RegExp, item: string): Promise<Saved> {
  await page.getByRole("button", { name: menu }).click();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: item }).click()]);
  const bytes = readFileSync(await download.path());
  return { name: download.suggestedFilename(), bytes, text: bytes.toString() };
}

/** The map of one head as the drawing that is saved. */
export const drawing = async (page: Page): Promise<string> => (await savedBy(page, /^Export/, "Drawing (SVG)")).text;
