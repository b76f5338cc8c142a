import { describe, expect, it } from "vitest";
import { coloringsOf } from "../../src/color/all";
import type { Legend } from "../../src/color/coloring";
import { imageColorings } from "../../src/color/image";
import { byMetadata, isMetadata, metadataFields } from "../../src/color/metadata";
import { MOST_CATEGORIES, NONE } from "../../src/color/palette";
import { Random, seeds } from "./random";
import { sampleOf } from "./sample";

const entriesOf = (legend: Legend) => (legend as Extract<Legend, { kind: "categories" }>).entries;

describe("colourings by metadata", () => {
  it.each(seeds(15))("Categories_Those of most tokens first, others grey, counts add up %i", (seed) => {
    const random = new Random(seed);
    const kinds = random.whole(1, 30);
    const sequences = Array.from({ length: 60 }, () => ({
      tokens: Array.from({ length: random.whole(1, 5) }, () => "x"),
      metadata: (random.next() < 0.1 ? {} : { kind: `k${random.whole(1, kinds)}` }) as Record<string, string>,
    }));
    const table = sampleOf(sequences);
    const coloring = byMetadata(table, "kind");
    const labelOf = [...table.sequenceOf].map((s) => sequences[s].metadata.kind);
    const countOf = (label: string | undefined) => labelOf.filter((l) => l === label).length;
    const entries = entriesOf(coloring.legend(table));
    const named = entries.filter((e) => e.value !== NONE);
    expect(named).toHaveLength(Math.min(MOST_CATEGORIES, new Set(labelOf.filter(Boolean)).size));
    named.forEach((e, i) => {
      expect([e.value, e.count]).toEqual([i, countOf(e.label)]);
      if (i > 0) expect(e.count).toBeLessThanOrEqual(named[i - 1].count);
    });
    expect(entries.reduce((sum, e) => sum + e.count, 0)).toBe(table.rows);
    const values = coloring.values(table);
    labelOf.forEach((label, row) => {
      expect(values[row]).toBe(named.find((e) => e.label === label)?.value ?? NONE);
      expect(coloring.describe(table, row)).toBe(`kind: ${label ?? "none"}`);
    });
    // No category that is left over has more tokens than one with a colour.
    const least = named.at(-1)!.count;
    for (const label of new Set(labelOf))
      if (label && !named.some((e) => e.label === label)) expect(countOf(label)).toBeLessThanOrEqual(least);
  });

  const withNumbers = (numbers: (number | string | undefined)[]) =>
    sampleOf(numbers.map((n) => ({ tokens: ["a", "b"], metadata: (n === undefined ? {} : { n }) as Record<string, number> })));

  it("Numbers_More than eight of them_Are a scale, without a number grey", () => {
    const table = withNumbers([0, 1, 2, 3, 4, 5, 6, 7, 127, undefined]);
    const coloring = byMetadata(table, "n");
    expect(coloring.legend(table)).toEqual({ kind: "scale", low: "0", high: "127", title: "n", apart: false });
    expect([...coloring.values(table)].filter((_, row) => row % 2 === 0)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 254, NONE]);
    expect([coloring.describe(table, 16), coloring.describe(table, 18)]).toEqual(["n 127", "no n"]);
  });

  it("Numbers_Eight of them, and sequences without_Are categories", () => {
    const table = withNumbers([1, 2, 3, 4, 5, 6, 7, 8, undefined]);
    const entries = entriesOf(byMetadata(table, "n").legend(table));
    expect(entries.map((e) => e.label)).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "none"]);
  });

  it("Numbers_With a text among them_Are categories", () => {
    const table = withNumbers([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, "many"]);
    expect(byMetadata(table, "n").legend(table).kind).toBe("categories");
  });

  it("Fields_Are those that any sequence has, by name", () => {
    const table = sampleOf([
      { tokens: ["a"], metadata: { z: "1" } },
      { tokens: ["b"], metadata: { constructor: "y", a: 2 } },
    ]);
    expect(metadataFields(table)).toEqual(["a", "constructor", "z"]);
    expect(entriesOf(byMetadata(table, "constructor").legend(table)).map((e) => [e.label, e.count])).toEqual([
      ["y", 1],
      ["none", 1],
    ]);
    const ids = coloringsOf(table).map((c) => c.id);
    expect(ids.filter(isMetadata)).toEqual(["meta:a", "meta:constructor", "meta:z"]);
    expect(ids[0]).toBe("type");
  });
});

describe("colourings of images", () => {
  const [rows, columns, leading] = [3, 5, 2];
  const grid = { rows, columns, leading, width: 50, height: 30 };
  const tokens = ["[CLS]", "[REG0]", ...Array.from({ length: 15 }, (_, i) => `r${Math.floor(i / 5)} c${i % 5}`)];
  const table = sampleOf([
    { tokens, grid },
    { tokens, grid },
  ]);
  const by = (id: string) => imageColorings.find((c) => c.id === id)!;

  it.each([
    ["row", rows],
    ["column", columns],
  ])("By %s, patches are coloured by what their text says, other tokens grey", (id, most) => {
    const values = by(id).values(table);
    for (let row = 0; row < table.rows; row++) {
      const found = /^r(\d+) c(\d+)$/.exec(tokens[row % tokens.length]);
      const place = found && Number(found[id === "row" ? 1 : 2]);
      expect(values[row]).toBe(place === null ? NONE : Math.round((place / (most - 1)) * 254));
      expect(by(id).describe(table, row)).toBe(place === null ? `no ${id}` : `${id} ${place}`);
    }
    expect(by(id).legend(table)).toEqual({ kind: "scale", low: "0", high: String(most - 1), title: id, apart: true });
  });

  it("Tokens of an image without a grid have no row", () => {
    const table = sampleOf([{ tokens: ["a", "b"], grid: { rows: 0, columns: 0 } }]);
    expect([...by("row").values(table)]).toEqual([NONE, NONE]);
  });

  it("Pictures come first, and say what they are", () => {
    const [bare, framed, fill] = coloringsOf(table);
    expect([bare.pictures, framed.pictures, fill.pictures]).toEqual(["bare", "framed", undefined]);
    expect([bare, framed, fill].map((c) => c.legend(table).kind)).toEqual(["pictures", "sides", "sides"]);
    expect(new Set(imageColorings.map((c) => c.id)).size).toBe(imageColorings.length);
  });
});
