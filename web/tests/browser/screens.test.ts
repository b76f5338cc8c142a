import type { Page } from "playwright-core";
import { expect } from "vitest";
import { api, atlases, soon, story, test } from "./kit/test";
import { tokensOf } from "./kit/tokens";

interface Shift {
  value: number;
  what: string[];
}

/** A sentence of some words. */
async function sentence(): Promise<string> {
  const { sequences } = await tokensOf(api, atlases.bert);
  return sequences.find((s) => s.tokens > 6 && s.tokens < 20)!.index;
}

const pages: [string, () => string | Promise<string>, (page: Page) => Promise<void>][] = [
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
    (page) => page.locator(".tokens.key button").first().waitFor(),
  ],
  [
    "of one head and its fidelity",
    () => `/?job=${atlases.bert}&head=L2H0&panel=fidelity`,
    (page) => page.getByText("In the map").waitFor(),
  ],
  ["of two atlases", () => `/?job=${atlases.bert}&other=${atlases.other}`, (page) => page.locator(".head-map canvas").nth(1).waitFor()],
];

const screens: [string, { width: number; height: number }, number][] = [
  ["a small laptop", { width: 1280, height: 720 }, 1],
  ["a screen of 4K, unscaled", { width: 3840, height: 2160 }, 1],
  ["a screen of 4K, scaled by two", { width: 1920, height: 1080 }, 2],
];

/** What a reader of the page would miss: parts beyond the edge, text too small, drawings less sharp than the screen. */
const faultsOf = (page: Page) =>
  page.evaluate(() => {
    const faults: string[] = [];
    const name = (e: Element) => `${e.tagName.toLowerCase()}.${e.className} "${(e.textContent ?? "").trim().slice(0, 30)}"`;
    // What lies beyond the edge of a part that scrolls can be reached.
    const scrollsAside = (e: Element | null): boolean =>
      e !== null && ((e.scrollWidth > e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX)) || scrollsAside(e.parentElement));
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) faults.push(`the page is ${root.scrollWidth} wide on a screen of ${root.clientWidth}`);
    for (const e of document.querySelectorAll("button, input, select, a[href]")) {
      const box = e.getBoundingClientRect();
      if (box.width > 0 && !scrollsAside(e) && (box.right > innerWidth + 1 || box.left < -1)) faults.push(`beyond the edge: ${name(e)}`);
    }
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement!;
      if (!node.textContent!.trim() || !parent.checkVisibility()) continue;
      const size = Number.parseFloat(getComputedStyle(parent).fontSize);
      if (size < 10) faults.push(`text of ${size} px: ${name(parent)}`);
    }
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(".head-map canvas, .matrix-sheet canvas")) {
      const wanted = canvas.clientWidth * devicePixelRatio;
      if (Math.abs(canvas.width - wanted) > 2) faults.push(`a canvas of ${canvas.width} pixels where the screen has ${wanted}`);
    }
    return faults;
  });

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

const shiftsOf = (page: Page) => page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts);

story("Screens", () => {
  for (const [screen, viewport, deviceScaleFactor] of screens) {
    for (const [name, address, ready] of pages) {
      test(`the page ${name} is whole, legible and sharp on ${screen}`, async ({ visit }) => {
        const page = await visit(await address(), { viewport, deviceScaleFactor });
        await ready(page);
        await soon(() => faultsOf(page)).toEqual([]);
      });
    }
  }
});

story("Layout", () => {
  for (const [name, address, ready] of pages) {
    test(`the page ${name} does not jump while it loads`, async ({ visit }) => {
      const page = await visit("about:blank");
      await noteShifts(page);
      await page.goto(api.url + (await address()));
      await ready(page);
      await page.waitForLoadState("networkidle");
      const shifts = await shiftsOf(page);
      // What Web Vitals call good is 0.1.
      expect(
        shifts.reduce((sum, s) => sum + s.value, 0),
        JSON.stringify(shifts),
      ).toBeLessThan(0.02);
    });
  }
});

story("Keyboard", () => {
  for (const [name, address, ready] of pages) {
    test(`Tab goes through the page ${name} in its order, and shows where it is`, async ({ visit }) => {
      const page = await visit(await address());
      await ready(page);
      const wanted = await page.evaluate(() => {
        const all = [
          ...document.querySelectorAll<HTMLElement>("a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]"),
        ];
        const reached = all.filter((e) => {
          if (e.tabIndex < 0 || !e.checkVisibility({ visibilityProperty: true }) || e.matches(":disabled") || e.closest("[inert]"))
            return false;
          if (!(e instanceof HTMLInputElement && e.type === "radio")) return true;
          // Of the answers to one question Tab goes to the one that is given, or to the first.
          const answers = all.filter((a): a is HTMLInputElement => a instanceof HTMLInputElement && a.name === e.name && !a.disabled);
          return e === (answers.find((a) => a.checked) ?? answers[0]);
        });
        for (const [i, e] of reached.entries()) e.setAttribute("data-tab", String(i));
        return reached.length;
      });
      expect(wanted).toBeGreaterThan(5);
      const seen: (number | string)[] = [];
      const unseen: string[] = [];
      for (let i = 0; i < wanted; i++) {
        await page.keyboard.press("Tab");
        const [at, ring, what] = await page.evaluate(() => {
          const e = document.activeElement as HTMLElement;
          const style = getComputedStyle(e);
          const ring = (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
          return [e.dataset.tab ?? "", ring, e.outerHTML.slice(0, 120)] as const;
        });
        seen.push(at === "" ? what : Number(at));
        if (!ring) unseen.push(what);
      }
      expect(seen).toEqual(Array.from({ length: wanted }, (_, i) => i));
      expect(unseen).toEqual([]);
    });
  }
});
