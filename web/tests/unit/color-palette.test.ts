import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  categoryColor,
  categoryPalette,
  colorAt,
  cssColor,
  MOST_CATEGORIES,
  NONE,
  ownPalette,
  parseColor,
  type Rgb,
  STEPS,
  scalePalette,
  shadedPalette,
  sidePalette,
} from "../../src/color/palette";
import { contrast, difference, lightness, visions } from "./vision";

const css = readFileSync(new URL("../../src/styles/base.css", import.meta.url), "utf8");
const [light, dark] = [...css.matchAll(/--map:\s*(#[0-9a-f]{6})/g)].map((m) => parseColor(m[1]));
const grounds = { light, dark };
const themes = ["light", "dark"] as const;
const steps = Array.from({ length: STEPS + 1 }, (_, i) => i);
const both = [true, false];

describe("vision", () => {
  it("Contrast and lightness_Of black, white and grey_Are those of the standards", () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 6);
    // #767676 is the lightest grey that text on white may have.
    expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2);
    expect([lightness([0, 0, 0]), lightness([255, 255, 255])]).toEqual([0, expect.closeTo(100, 6)]);
    expect(lightness([119, 119, 119])).toBeCloseTo(50.03, 1);
  });

  it("Dichromats_See red and green of one hue_As nearly alike", () => {
    const grey = [128, 128, 128];
    for (const vision of Object.keys(visions)) expect(difference(grey, [128, 129, 128], vision)).toBeLessThan(2);
    expect(difference([190, 70, 60], [110, 110, 50], "protanopia")).toBeLessThan(difference([190, 70, 60], [110, 110, 50], "usual") / 2);
  });
});

describe("palettes", () => {
  const palettes = {
    side: sidePalette,
    own: ownPalette,
    shaded: shadedPalette,
    scale: scalePalette,
    category: categoryPalette,
  };

  it.each(themes)("No colour of any palette vanishes in the %s ground", (theme) => {
    const pale: string[] = [];
    for (const [name, palette] of Object.entries(palettes)) {
      const colors = palette(theme);
      const used = name === "category" ? [...Array(MOST_CATEGORIES).keys(), NONE] : [...steps, NONE];
      for (const value of used) {
        for (const query of both) {
          if (contrast(colorAt(colors, value, query), grounds[theme]) < 1.5) pale.push(`${name} ${value} ${query}`);
        }
      }
    }
    expect(pale).toEqual([]);
  });

  it.each(themes)("No pale category that a colouring uses vanishes in the %s ground", (theme) => {
    const colors = categoryPalette(theme, true);
    for (const value of [0, 1, 2, 3, 4]) expect(contrast(colorAt(colors, value, false), grounds[theme])).toBeGreaterThanOrEqual(1.5);
  });

  it.each(themes)("More of a %s scale is farther from the ground, step by step", (theme) => {
    const away = theme === "light" ? -1 : 1;
    for (const palette of [shadedPalette(theme), scalePalette(theme)]) {
      for (const query of both) {
        const seen = steps.map((value) => lightness(colorAt(palette, value, query)) * away);
        // Colours are rounded, so that a step may stand still, though not ten.
        const nearer = steps.filter((i) => (i >= 1 && seen[i] <= seen[i - 1] - 0.6) || (i >= 10 && seen[i] <= seen[i - 10]));
        expect(nearer).toEqual([]);
        expect(seen[STEPS] - seen[0]).toBeGreaterThan(40);
      }
    }
  });

  it.each(themes)("Queries and keys are told apart in the %s theme, whatever the vision", (theme) => {
    for (const palette of [sidePalette(theme), ownPalette(theme)]) {
      for (const vision of Object.keys(visions)) {
        expect(difference(colorAt(palette, 0, true), colorAt(palette, 0, false), vision)).toBeGreaterThan(15);
      }
    }
  });

  it("Every palette is opaque alike and has 256 colours for each side", () => {
    for (const theme of themes) {
      for (const palette of Object.values(palettes)) {
        const colors = palette(theme);
        expect(colors).toHaveLength(2 * 256 * 4);
        expect(new Set(colors.filter((_, i) => i % 4 === 3)).size).toBe(1);
        const [r, g, b] = colorAt(colors, NONE, true);
        expect(colorAt(colors, NONE, false)).toEqual([r, g, b]);
        expect(Math.max(r, g, b) - Math.min(r, g, b)).toBeLessThan(25);
      }
    }
  });
});

describe("categories", () => {
  const first = [0, 1, 2, 3, 4, 5, 6, 7].map(categoryColor);

  it.each(Object.keys(visions))("The first eight are told apart with %s vision", (vision) => {
    for (const [i, a] of first.entries()) {
      for (const [j, b] of first.entries()) {
        if (i < j) expect(difference(a, b, vision), `${i} and ${j}`).toBeGreaterThan(15);
      }
    }
  });

  it("All that have a colour of their own are told apart by those who see every colour", () => {
    const every = [...Array(MOST_CATEGORIES).keys()].map(categoryColor);
    for (const [i, a] of every.entries()) {
      for (let j = 0; j < i; j++) expect(difference(a, every[j], "usual"), `${j} and ${i}`).toBeGreaterThan(10);
    }
  });

  it("The palette holds the categories in order, for queries as for keys", () => {
    const palette = categoryPalette("light");
    for (const [i, color] of first.entries()) for (const query of both) expect(colorAt(palette, i, query)).toEqual(color);
  });

  it("Pale ones are lighter on white, and nearer to a dark ground", () => {
    for (const value of [0, 1, 2, 3, 4]) {
      const [query, key] = both.map((q) => contrast(colorAt(categoryPalette("light", true), value, q), light));
      expect(key).toBeLessThan(query);
      const [darkQuery, darkKey] = both.map((q) => contrast(colorAt(categoryPalette("dark", true), value, q), dark));
      expect(darkKey).toBeLessThan(darkQuery);
    }
  });
});

describe("colours in words", () => {
  it("ParseColor_EachWayOfWriting_IsThatColour", () => {
    expect(parseColor("#0a80ff")).toEqual([10, 128, 255]);
    expect(parseColor("rgb(1, 22, 255)")).toEqual([1, 22, 255]);
    expect(parseColor("none")).toEqual([0, 0, 0]);
    const color: Rgb = [3, 141, 59];
    expect(parseColor(cssColor(color))).toEqual(color);
  });
});
