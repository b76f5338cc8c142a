import { describe, expect, it } from "vitest";
import type { Coloring, Legend } from "../../src/color/coloring";
import { colorAt, NONE, sides } from "../../src/color/palette";
import * as text from "../../src/color/text";
import { sampleOf } from "./sample";

const table = sampleOf([
  { tokens: ["[CLS]", "play", "##ing", "▁naïve", "Ġ語語", "!", "[SEP]"], special: [0, 6] },
  { tokens: ["[CLS]", "-", "play", "[SEP]"], special: [0, 3] },
  { tokens: ["a"], target: ["<s>", "𝔸b", "…", "4", "play", "play"], special: [1] },
]);

/** Seven and four tokens, then one of source and six of target. */
const positions = [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 0, 0, 1, 2, 3, 4, 5];
const lengths = [...Array(7).fill(7), ...Array(4).fill(4), 1, ...Array(6).fill(6)];
const between = (n: number, low: number, high: number) => Math.round(((n - low) / (high - low)) * 254);
const valuesOf = (coloring: Coloring) => [...coloring.values(table)];

describe("colourings of text", () => {
  it("By type, colours are those of queries and keys, and nothing else", () => {
    expect(new Set(valuesOf(text.byType))).toEqual(new Set([0]));
    for (const theme of ["light", "dark"] as const) {
      const palette = text.byType.palette(theme);
      expect([colorAt(palette, 0, true), colorAt(palette, 0, false)]).toEqual([sides[theme].query, sides[theme].key]);
    }
    expect(text.byType.legend(table)).toEqual({ kind: "sides" });
  });

  it("By position, each side of a sequence goes from first to last", () => {
    // A sequence of one has no last apart from the first.
    const shares = positions.map((p, row) => (lengths[row] > 1 ? p / (lengths[row] - 1) : 0));
    expect(valuesOf(text.byPosition)).toEqual(shares.map((s) => Math.round(s * 254)));
    expect(text.byPosition.describe(table, 2)).toBe("position 2 of 7");
    expect(text.byPosition.describe(table, 17)).toBe("position 5 of 6");
    expect(text.byPosition.legend(table)).toMatchObject({ kind: "scale", low: "first", high: "last", apart: true });
  });

  it("By position mod 5, there are five categories whose counts add up", () => {
    const expected = positions.map((p) => p - 5 * Math.floor(p / 5));
    expect(valuesOf(text.byPositionMod5)).toEqual(expected);
    const legend = text.byPositionMod5.legend(table) as Extract<Legend, { kind: "categories" }>;
    expect(legend.entries.map((e) => [e.value, e.label])).toEqual([0, 1, 2, 3, 4].map((v) => [v, `${v}`]));
    expect(legend.entries.map((e) => e.count)).toEqual([0, 1, 2, 3, 4].map((v) => expected.filter((e) => e === v).length));
    expect(text.byPositionMod5.describe(table, 6)).toBe("position 6, mod 5 = 1");
  });

  it("By punctuation, words are what holds a letter or digit of any script", () => {
    const words = new Set([1, 2, 3, 4, 9, 11, 13, 15, 16, 17]);
    expect(valuesOf(text.byPunctuation)).toEqual(positions.map((_, row) => (words.has(row) ? 0 : 1)));
    const legend = text.byPunctuation.legend(table) as Extract<Legend, { kind: "categories" }>;
    expect(legend.entries.map((e) => [e.value, e.count])).toEqual([
      [0, words.size],
      [1, 18 - words.size],
    ]);
    expect([text.byPunctuation.describe(table, 1), text.byPunctuation.describe(table, 0)]).toEqual(["word", "punctuation or special"]);
  });

  it("By token length, characters count as people count them, without the marks of tokenizers", () => {
    const characters = [5, 4, 3, 5, 2, 1, 5, 5, 1, 4, 5, 1, 3, 2, 1, 1, 4, 4];
    expect(valuesOf(text.byTokenLength)).toEqual(characters.map((c) => between(c, 1, 5)));
    expect(text.byTokenLength.describe(table, 4)).toBe("characters 2");
    expect(text.byTokenLength.legend(table)).toEqual({ kind: "scale", low: "1", high: "5", title: "characters", apart: false });
  });

  it("By sequence length, tokens of a row's side count", () => {
    expect(valuesOf(text.bySequenceLength)).toEqual(lengths.map((l) => between(l, 1, 7)));
    expect(text.bySequenceLength.legend(table)).toMatchObject({ low: "1", high: "7" });
    expect(text.bySequenceLength.describe(table, 12)).toBe("tokens in the sequence 6");
  });

  it("By frequency, a token has as many as the sample holds of it", () => {
    const all = positions.map((_, row) => table.texts[table.textOf[row]]);
    const times = all.map((t) => all.filter((other) => other === t).length);
    expect(Math.max(...times)).toBe(4);
    expect(valuesOf(text.byFrequency)).toEqual(times.map((t) => between(t, 1, 4)));
    expect(text.byFrequency.legend(table)).toMatchObject({ low: "1", high: "4" });
    expect(text.byFrequency.describe(table, 1)).toBe("times in the sample 4");
  });

  it("By norm, a head's points stand between its shortest and longest vector", () => {
    expect(text.byNorm.perHead).toBe(true);
    expect(new Set(valuesOf(text.byNorm))).toEqual(new Set([NONE]));
    expect([...text.normValues(Float32Array.of(2, 4, 3, Number.NaN))]).toEqual([0, 254, 127, NONE]);
  });

  it("All have names of their own, and a legend that says as many tokens as there are", () => {
    expect(new Set(text.textColorings.map((c) => c.id)).size).toBe(text.textColorings.length);
    for (const coloring of text.textColorings) {
      expect(coloring.values(table)).toHaveLength(table.rows);
      const legend = coloring.legend(table);
      if (legend.kind === "categories") expect(legend.entries.reduce((sum, e) => sum + e.count, 0)).toBe(table.rows);
    }
  });
});
