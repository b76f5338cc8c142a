import type { Page } from "playwright-core";

/** The weights that Sentence View writes beside the keys while a query is pointed at; what is too little to be written counts as 0. */
export async function shownNumbers(page: Page, query: number): Promise<number[]> {
  await page.mouse.move(5, 5);
  await page.locator(".tokens.query button").nth(query).hover();
  return page
    .locator(".tokens.key .number")
    .evaluateAll((all) => all.map((e) => (e.textContent === "" || e.textContent === "<.01" ? 0 : Number(e.textContent))));
}

/** The greatest difference; 1 where there are not as many, or nothing is shown. */
export function weightsApart(shown: number[], wanted: number[]): number {
  if (shown.length !== wanted.length || shown.every((v) => v === 0)) return 1;
  return Math.max(...shown.map((v, i) => Math.abs(v - wanted[i])));
}
