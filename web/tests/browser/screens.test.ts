import type { Page } from "playwright-core";
import { expect } from "vitest";
import { pages } from "./kit/pages";
import { soon, story, test } from "./kit/test";

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
    // One head, and two side by side, are looked at without scrolling.
    const whole = document.querySelector(".head, .compare") !== null;
    if (whole && root.scrollHeight > root.clientHeight)
      faults.push(`the page is ${root.scrollHeight} high on a screen of ${root.clientHeight}`);
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

story("Keyboard", () => {
  for (const [name, address, ready] of pages) {
    test(`Tab goes through the page ${name} in its order, and shows where it is`, async ({ visit }) => {
      const page = await visit(await address());
      await ready(page);
      // While something loads there is a button to give it up, and it goes.
      await soon(() => page.locator(".progress").count()).toBe(0);
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
