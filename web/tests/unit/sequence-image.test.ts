import { describe, expect, test } from "vitest";
import { boxOf, firstLook, flows, highest, lies, moved, patchAt, positionAt, stripWidth } from "../../src/sequence/patches";

const grid = { rows: 3, columns: 4, leading: 2 };
const tokens = 14;

/** Weights of the grid's tokens: 0 but for those given as [from, to, weight]. */
function weightsOf(...given: [number, number, number][]) {
  const values = new Float32Array(tokens * tokens);
  for (const [from, to, weight] of given) values[from * tokens + to] = weight;
  return { queries: tokens, keys: tokens, values };
}

describe("places on the grid", () => {
  test("PatchAt_EveryPatch_IsTheInverseOfPositionAt", () => {
    for (let row = 0; row < 3; row++)
      for (let column = 0; column < 4; column++) {
        expect(patchAt(grid, positionAt(grid, row, column))).toEqual({ row, column });
      }
    expect(positionAt(grid, 2, 3)).toBe(tokens - 1);
  });

  test("PatchAt_LeadingToken_IsNoPatch", () => {
    expect([patchAt(grid, 0), patchAt(grid, 1)]).toEqual([undefined, undefined]);
  });

  test("Lies_TokensThatDoNotFill_AreNotOnTheGrid", () => {
    expect(lies(grid, tokens)).toBe(true);
    expect(lies(grid, tokens + 1)).toBe(false);
    expect(lies({ rows: 0, columns: 0, leading: 14 }, tokens)).toBe(false);
    expect(lies(undefined, tokens)).toBe(false);
  });

  test("BoxOf_LeadingTokens_StandLeftOfTheImageWithoutOverlap", () => {
    const many = { rows: 3, columns: 4, leading: 5 };
    const boxes = Array.from({ length: 5 }, (_, i) => boxOf(many, i));
    for (const box of boxes) {
      expect(box.x + box.width).toBeLessThanOrEqual(0);
      expect(box.x).toBeGreaterThanOrEqual(-stripWidth(many));
      expect(box.y + box.height).toBeLessThanOrEqual(3);
    }
    for (const a of boxes)
      for (const b of boxes) {
        if (a !== b) expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
      }
  });

  test("StripWidth_NoLeadingTokens_TakesNoRoom", () => {
    expect(stripWidth({ rows: 3, columns: 4, leading: 0 })).toBe(0);
  });

  test("Moved_ThereAndBack_ReturnsToThePatch", () => {
    const middle = positionAt(grid, 1, 1);
    for (const [there, back] of [
      ["ArrowLeft", "ArrowRight"],
      ["ArrowUp", "ArrowDown"],
    ]) {
      expect(moved(grid, moved(grid, middle, there), back)).toBe(middle);
    }
  });

  test("Moved_AtTheEdges_StaysOrGoesToTheLeadingTokens", () => {
    expect(moved(grid, positionAt(grid, 2, 3), "ArrowDown")).toBe(positionAt(grid, 2, 3));
    expect(moved(grid, positionAt(grid, 2, 3), "ArrowRight")).toBe(positionAt(grid, 2, 3));
    expect(moved(grid, positionAt(grid, 1, 0), "ArrowLeft")).toBe(0);
    expect(moved(grid, 1, "ArrowDown")).toBe(1);
    expect(moved(grid, 1, "ArrowRight")).toBe(positionAt(grid, 0, 0));
  });

  test("FirstLook_WithAndWithoutLeading_IsTheFirstTokenOrTheMiddle", () => {
    expect(firstLook(grid)).toBe(0);
    expect(patchAt({ rows: 3, columns: 5, leading: 0 }, firstLook({ rows: 3, columns: 5, leading: 0 }))).toEqual({ row: 1, column: 2 });
  });
});

describe("flows", () => {
  test("Highest_BelowTheLeast_HasNoArrow", () => {
    const found = highest(grid, weightsOf([2, 5, 0.06], [2, 6, 0.05], [3, 5, 0.04], [4, 0, 0.9], [5, 5, 0.5]));
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [2, 5],
      [4, 0],
      [5, 5],
    ]);
  });

  test("Highest_LeadingTokens_HaveNoArrowOfTheirOwn", () => {
    expect(highest(grid, weightsOf([0, 5, 1], [1, 6, 1]))).toEqual([]);
  });

  test("Flows_ThresholdIncluded_AreWeakestFirst", () => {
    const found = flows(weightsOf([0, 5, 0.8], [2, 2, 0.125], [3, 4, 0.0625], [3, 5, 0.25]), 0.125);
    expect(found.map(({ from, to, weight }) => [from, to, Number(weight.toFixed(4))])).toEqual([
      [2, 2, 0.125],
      [3, 5, 0.25],
      [0, 5, 0.8],
    ]);
  });

  test("Flows_RowsOfOne_AreAtMostTenAToken", () => {
    const even = { queries: 4, keys: 20, values: new Float32Array(80).fill(1 / 20) };
    expect(flows(even)).toEqual([]);
    expect(flows({ queries: 4, keys: 8, values: new Float32Array(32).fill(1 / 8) }).length).toBe(32);
  });
});
