import type { Page } from "playwright-core";
import { colorOf, type Rgb } from "./pixels";
import { soon } from "./test";

export interface Entry {
  label: string;
  count: string;
  query: Rgb;
  /** As the query where the two are not told apart. */
  key: Rgb;
}

export interface Legend {
  title: string;
  /** Colours of the words "query" and "key". */
  sides: [Rgb, Rgb];
  /** What stands at the ends of a scale, and its colours, evenly spaced: of queries, then of keys. */
  ends: [string, string];
  ramps: [Rgb[], Rgb[]];
  entries: Entry[];
}

/** The legend once it is that of a colouring. */
export async function legendOf(page: Page, coloring: string): Promise<Legend> {
  await soon(() => page.locator(".legend[data-coloring]").getAttribute("data-coloring")).toBe(coloring);
  const read = await page.locator(".legend[data-coloring]").evaluate((legend) => {
    const fill = (e: Element | null | undefined) => e?.getAttribute("fill") ?? "";
    const ramps = [...legend.querySelectorAll<HTMLElement>(".ramp")].map((ramp) => ramp.style.background);
    const around = legend.querySelector(".ramps");
    return {
      title: legend.querySelector(".legend-title")?.textContent ?? "",
      sides: [fill(legend.querySelector("circle")), fill(legend.querySelector("rect"))],
      ends: [around?.previousElementSibling?.textContent ?? "", around?.nextElementSibling?.textContent ?? ""],
      ramps,
      entries: [...legend.querySelectorAll(".legend-entry")].map((entry) => ({
        label: [...entry.childNodes].find((n) => n.nodeType === Node.TEXT_NODE)?.textContent?.trim() ?? "",
        count: entry.querySelector(".quiet")?.textContent ?? "",
        query: fill(entry.querySelector("circle")),
        key: fill(entry.querySelector("rect") ?? entry.querySelector("circle")),
      })),
    };
  });
  const ramp = (css = "") => (css.match(/rgba?\([^)]*\)/g) ?? []).map(colorOf);
  return {
    title: read.title,
    sides: [colorOf(read.sides[0]), colorOf(read.sides[1])],
    ends: [read.ends[0], read.ends[1]],
    ramps: [ramp(read.ramps[0]), ramp(read.ramps[1] ?? read.ramps[0])],
    entries: read.entries.map((e) => ({ ...e, query: colorOf(e.query), key: colorOf(e.key) })),
  };
}

/** The colour of a scale at a share of its way. */
export function rampAt(ramp: Rgb[], share: number): Rgb {
  const at = share * (ramp.length - 1);
  const low = Math.min(ramp.length - 2, Math.floor(at));
  return ramp[low].map((v, i) => v + (ramp[low + 1][i] - v) * (at - low)) as Rgb;
}
