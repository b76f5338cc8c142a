import { describe, expect, it } from "vitest";
import { columnsFigure } from "../../src/export/columnsFigure";
import { captionOf, type Facts, nameOf } from "../../src/export/facts";
import { figureOf } from "../../src/export/figure";
import { imageFigure } from "../../src/export/imageFigure";
import { matrixFigure } from "../../src/export/matrixFigure";
import type { Seen } from "../../src/export/seen";
import { wrapped } from "../../src/export/text";
import { weightRecords } from "../../src/export/weightRecords";
import { flows } from "../../src/sequence/patches";
import { mostLines } from "../../src/sequence/strongest";
import { renormalised } from "../../src/sequence/weights";
import { Random, seeds } from "./random";

const ink = { surface: "#fff", map: "#fefefe", text: "#111", quiet: "#555", line: "#ccc", query: "#0a0", key: "#a0a", accent: "#00a" };
const measure = (text: string, size: number) => text.length * size * 0.6;

function seenOf(random: Random, queries: number, keys: number, more: Partial<Seen> = {}): Seen {
  const word = () => random.pick(["the", "<a & b>", " \n", "語", '"', "bank"]);
  const side = (title: string, count: number, firstRow: number) => ({ title, texts: Array.from({ length: count }, word), firstRow });
  const values = Float32Array.from({ length: queries * keys }, () => (random.next() < 0.3 ? 0 : random.next() ** 4));
  const weights = renormalised({ queries, keys, values });
  return { queries: side("Queries", queries, 50), keys: side("Keys", keys, 20), weights, mode: "one", hidden: () => false, ...more };
}

const elements = (svg: string, name: string) => [...svg.matchAll(new RegExp(`<${name} [^>]*>`, "g"))].map(([element]) => element);
const attribute = (element: string, name: string) => Number(new RegExp(`[ ]${name}="([^"]*)"`).exec(element)?.[1]);
const above = (seen: Seen) => seen.weights.values.filter((w) => w > 0);

describe("columnsFigure", () => {
  it.each(seeds(8))("ColumnsFigure_AnyWeights_HasALineForEachAboveZeroAsThickAsItIs %i", (seed) => {
    const random = new Random(seed);
    const seen = seenOf(random, random.whole(1, 30), random.whole(1, 30));
    const { svg, width, height } = columnsFigure(seen, ink, measure);
    const lines = elements(svg, "line");
    const widths = lines.map((l) => attribute(l, "stroke-width")).sort((a, b) => a - b);
    const wanted = [...above(seen)].sort((a, b) => a - b).map((w) => 0.75 + 5 * w);
    expect(widths).toHaveLength(wanted.length);
    widths.forEach((w, i) => {
      expect(w).toBeCloseTo(wanted[i], 2);
    });
    for (const l of lines) {
      for (const x of ["x1", "x2"]) expect(attribute(l, x)).toBeLessThan(width);
      for (const y of ["y1", "y2"]) expect(attribute(l, y)).toBeLessThan(height);
    }
    expect(elements(svg, "text")).toHaveLength(2 + seen.queries.texts.length + seen.keys.texts.length);
  });

  it("ColumnsFigure_HiddenAndSelectedTokens_AreStruckAndInFront", () => {
    const hidden = ({ row, query }: { row: number; query: boolean }) => query && row === 51;
    const seen = seenOf(new Random(3), 4, 4, { hidden, selected: { row: 52, query: true } });
    const { svg } = columnsFigure(seen, ink, measure);
    const texts = elements(svg, "text");
    expect(texts.map((t) => t.includes("line-through"))).toEqual(texts.map((_, i) => i === 2));
    expect(texts.map((t) => t.includes("bold"))).toEqual(texts.map((_, i) => i === 0 || i === 3 || i === 5));
    // What is drawn last lies in front: the lines of the third query, all from its height.
    const last = elements(svg, "line").slice(-seen.weights.values.subarray(8, 12).filter((w) => w > 0).length);
    expect(new Set(last.map((l) => attribute(l, "y1"))).size).toBe(1);
  });

  it("ColumnsFigure_MoreThanCanBeDrawn_SaysSo", () => {
    const { svg, notes } = columnsFigure(seenOf(new Random(4), 80, 80), ink, measure);
    expect(elements(svg, "line")).toHaveLength(mostLines);
    expect(notes[0]).toContain("3,000 of");
  });
});

describe("matrixFigure", () => {
  it.each(seeds(8))("MatrixFigure_AnyWeights_HasACellForEachAboveZeroWithinTheFrame %i", (seed) => {
    const random = new Random(seed);
    const seen = seenOf(random, random.whole(1, 40), random.whole(1, 400));
    const { svg, width, height } = matrixFigure(seen, ink);
    const cells = [...svg.matchAll(/M(\d+),(\d+)h(\d+)/g)].map((m) => m.slice(1).map(Number));
    expect(cells).toHaveLength(above(seen).length);
    expect(new Set(cells.map(([x, y]) => `${x} ${y}`)).size).toBe(cells.length);
    for (const [x, y, cell] of cells) expect(x + cell <= width && y + cell <= height).toBe(true);
    const opacities = elements(svg, "path").map((p) => attribute(p, "fill-opacity"));
    if (cells.length > 0) expect(Math.max(...opacities)).toBe(1);
    expect(Math.min(...opacities, 1)).toBeGreaterThan(0);
  });
});

describe("imageFigure", () => {
  const grid = { $typeName: "attentionviz.v1.ImageGrid" as const, width: 60, height: 30, rows: 3, columns: 6, leading: 1 };
  const image = { grid };
  const whole = (seed: number, more: Partial<Seen>) => {
    const seen = seenOf(new Random(seed), 19, 19, { image, ...more });
    return { ...seen, keys: { ...seen.queries, title: "Keys" } };
  };
  const heat = (svg: string) => /<g id="heat"[\s\S]*?<\/g>/.exec(svg)![0];

  it.each([
    [50, true],
    [57, true],
    [60, false],
  ])("ImageFigure_OneToken %i (asks: %s)_HasABoxForEachOfItsWeights", (row, query) => {
    const seen = whole(5, { mode: "token", selected: { row, query } });
    const place = row - 50;
    const own = Array.from({ length: 19 }, (_, i) => seen.weights.values[query ? place * 19 + i : i * 19 + place]);
    const most = Math.max(...own);
    const shades = elements(heat(imageFigure(seen, ink, "data:x").svg), "rect").map((r) => attribute(r, "fill-opacity"));
    const wanted = own.flatMap((w, i) => (w > 0 ? [(w / most) * (i === 0 ? 0.6 : 0.85)] : []));
    expect(shades).toHaveLength(wanted.length);
    shades.forEach((s, i) => {
      expect(s).toBeCloseTo(wanted[i], 3);
    });
  });

  it("ImageFigure_Flows_HasAShapeForEachAndNoHeat", () => {
    const seen = whole(6, { mode: "flows" });
    const { svg, width, height } = imageFigure(seen, ink, undefined);
    const drawn = flows(seen.weights);
    const loops = drawn.filter((f) => f.from === f.to).length;
    expect(elements(svg, "ellipse")).toHaveLength(loops);
    expect(elements(svg, "line")).toHaveLength(drawn.length - loops);
    expect(elements(heat(svg), "rect")).toHaveLength(0);
    expect(elements(svg, "image")).toHaveLength(0);
    // As wide as the grid is beside its strip, in the picture's own proportions.
    expect(width).toBeGreaterThan(height * 2);
    for (const l of elements(svg, "line"))
      for (const [x, most] of Object.entries({ x1: width, x2: width, y1: height, y2: height })) expect(attribute(l, x)).toBeLessThan(most);
  });

  it("ImageFigure_LeftOutPatch_IsHatched", () => {
    const seen = whole(7, { mode: "token", hidden: ({ row, query }) => !query && row === 55 });
    expect(imageFigure(seen, ink, undefined).svg.match(/url\(#off\)/g)).toHaveLength(1);
  });
});

describe("figureOf", () => {
  const facts: Facts = {
    model: "mini <x>",
    corpus: "c",
    layer: 3,
    head: 11,
    index: 7,
    id: "s8",
    text: "A & B",
    tokens: 9,
    valueNorms: false,
    withoutSpecial: false,
    hidden: 0,
  };

  it("FigureOf_AnyDrawing_HoldsItBelowItsCaptionAndEscapesText", () => {
    const drawing = { width: 700, height: 90, svg: `<rect id="inner" width="700" height="90"/>`, notes: ["note"] };
    const { svg, width, height } = figureOf(captionOf(facts), drawing, ink, measure);
    expect(width).toBeGreaterThanOrEqual(700);
    const [, y] = /<g transform="translate\([\d.]+ ([\d.]+)\)">\s*<rect id="inner"/.exec(svg)!;
    expect(Number(y) + 90).toBeLessThan(height);
    expect(svg).toContain("<title>mini &#60;x&#62;, L3 H11</title>");
    expect(svg).toContain("A &#38; B");
    expect(elements(svg, "text")).toHaveLength(4);
  });

  it("CaptionOf_WhatWasDoneToTheWeights_IsAllSaid", () => {
    expect(captionOf(facts).notes).toEqual(["s8, 9 tokens", "attention weights"]);
    const all = captionOf({ ...facts, valueNorms: true, withoutSpecial: true, hidden: 2, meanOver: 31 }).notes.join("; ");
    for (const said of ["value norms", "31 sequences", "without special", "2 left out", "sum of 1"]) expect(all).toContain(said);
    expect([nameOf(facts, "all"), nameOf({ ...facts, index: undefined }, "flows")]).toEqual([
      "mini <x>-L3H11-7-mean",
      "mini <x>-L3H11-own-flows",
    ]);
  });
});

describe("wrapped", () => {
  it.each(seeds(12))("Wrapped_AnyText_FitsAndLosesNothingButSpaces %i", (seed) => {
    const random = new Random(seed);
    const text = random
      .many(random.whole(0, 60), () => random.next())
      .map((v) => "x語🙂".repeat(Math.ceil(v ** 6 * 60)))
      .join(" ");
    const width = random.whole(8, 60);
    const length = (t: string) => t.length;
    const lines = wrapped(text, width, Number.POSITIVE_INFINITY, length);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
    expect(lines.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
    const few = wrapped(text, width, 2, length);
    expect(few.length).toBe(Math.min(2, lines.length));
    if (lines.length > 2) expect(few[1].endsWith("…") && few[1].length <= width).toBe(true);
  });
});

describe("weightRecords", () => {
  it("WeightRecords_AnyWeights_AreAllAboveZeroWithTheirTokens", () => {
    const seen = seenOf(new Random(8), 7, 5);
    const records = weightRecords(seen);
    expect(records).toHaveLength(above(seen).length);
    for (const r of records) {
      const [q, k] = [Number(r.query_position), Number(r.key_position)];
      expect(Math.fround(Number(r.weight))).toBe(seen.weights.values[q * 5 + k]);
      expect([r.query_token, r.key_token]).toEqual([seen.queries.texts[q], seen.keys.texts[k]]);
    }
  });
});
