import { describe, expect, it } from "vitest";
import { headKey } from "../../src/data/heads";
import { canvasRatio, flowLayout, gridLayout, type Layout } from "../../src/matrix/layout";
import { Random, seeds } from "./random";

const grid = (layers: number, heads: number) =>
  Array.from({ length: layers * heads }, (_, i) => ({ layer: Math.floor(i / heads), head: i % heads }));

/** Some of a model's heads, in any order, and a window to show them in. */
function anyCase(random: Random) {
  const share = random.pick([0.1, 0.6, 1]);
  const heads = grid(random.whole(1, 48), random.whole(1, 32)).filter(() => random.next() < share);
  if (heads.length === 0) heads.push({ layer: 3, head: 5 });
  heads.sort((a, b) => Math.sin(a.layer * 7 + a.head) - Math.sin(b.layer * 7 + b.head));
  return { heads, width: random.whole(300, 3800), height: random.whole(300, 2100) };
}

function tilesOf(layout: Layout, heads: { layer: number; head: number }[]) {
  const tiles = heads.map((h) => layout.rects.get(headKey(h.layer, h.head))!);
  expect(layout.rects.size).toBe(heads.length);
  return tiles;
}

function expectApart(layout: Layout, tiles: { x: number; y: number; size: number }[]) {
  expect(new Set(tiles.map((t) => t.size))).toEqual(new Set([layout.tile]));
  expect(tiles.filter((t) => t.x < 0 || t.y < 0 || t.x + t.size > layout.width || t.y + t.size > layout.height)).toEqual([]);
  // Of one size and in lines, they overlap where those that follow one another do. Some pixels lie between.
  const sorted = [...tiles].sort((a, b) => a.y - b.y || a.x - b.x);
  const nearer = sorted.slice(1).filter((t, i) => t.y < sorted[i].y + t.size + 4 && t.y !== sorted[i].y);
  expect(nearer).toEqual([]);
  const covering = sorted.slice(1).filter((t, i) => t.y === sorted[i].y && t.x < sorted[i].x + t.size + 4);
  expect(covering).toEqual([]);
}

describe("gridLayout", () => {
  it.each(seeds(25))("GridLayout_AnyHeads_StandByLayerAndHeadWithoutOverlap %i", (seed) => {
    const { heads, width, height } = anyCase(new Random(seed));
    const layout = gridLayout(heads, width, height);
    const tiles = tilesOf(layout, heads);
    expectApart(layout, tiles);
    const [columns, rows] = [new Map(layout.columns.map((c) => [c.x, c.label])), new Map(layout.rows.map((r) => [r.y, r.label]))];
    const named = tiles.map((t) => `${rows.get(t.y)} ${columns.get(t.x)}`);
    expect(named).toEqual(heads.map((h) => `L${h.layer} H${h.head}`));
    const across = new Set(heads.map((h) => h.head)).size;
    // 72 px is the least that can be read, 6 px lie between, 34 px are for labels.
    if (34 + across * 78 <= width) expect(layout.width).toBeLessThanOrEqual(width);
    expect(layout.tile >= 72 || across > 100).toBe(true);
    for (const list of [layout.columns.map((c) => c.x), layout.rows.map((r) => r.y)]) {
      expect(list).toEqual([...list].sort((a, b) => a - b));
    }
  });
});

describe("flowLayout", () => {
  it.each(seeds(25))("FlowLayout_AnyHeads_StandInTheOrderGivenLineByLine %i", (seed) => {
    const { heads, width, height } = anyCase(new Random(seed));
    const layout = flowLayout(heads, width, height);
    const tiles = tilesOf(layout, heads);
    expectApart(layout, tiles);
    expect(layout.width).toBeLessThanOrEqual(width + 6);
    const astray = tiles.filter((t, i) => {
      const before = tiles[i - 1] ?? { x: -1, y: 0 };
      return t.y === before.y ? t.x <= before.x : t.y < before.y || t.x !== 0;
    });
    expect(astray).toEqual([]);
  });

  it("FlowLayout_NoHeads_IsEmpty", () => expect(flowLayout([], 800, 600)).toMatchObject({ height: 0, rects: new Map() }));
});

describe("canvasRatio", () => {
  it.each([
    [1, 1],
    [6, 8],
    [12, 12],
    [48, 32],
    [96, 128],
  ])("CanvasRatio_%i x %i heads_NeverMakesACanvasThatBrowsersRefuse", (layers, heads) => {
    for (const [width, height] of [
      [1440, 900],
      [3840, 2160],
    ]) {
      for (const layout of [gridLayout(grid(layers, heads), width, height), flowLayout(grid(layers, heads), width, height)]) {
        for (const wished of [1, 2, 3]) {
          const ratio = canvasRatio(layout, wished);
          expect(ratio).toBeLessThanOrEqual(wished);
          const [w, h] = [layout.width * ratio, layout.height * ratio];
          expect(Math.max(w, h)).toBeLessThanOrEqual(8192.001);
          expect(w * h).toBeLessThanOrEqual(32e6 * 1.001);
          // No less than needed.
          expect(ratio === wished || Math.max(w, h) > 8191 || w * h > 31.9e6).toBe(true);
        }
      }
    }
  });
});
