import { describe, expect, test } from "vitest";
import { flowShapes } from "../../src/sequence/flowShapes";
import { among, lineWidth, plain } from "../../src/sequence/lineLook";
import { cellName, longestName } from "../../src/sequence/matrixLayout";
import { modesOf } from "../../src/sequence/modes";
import { legendOf, lookOf } from "../../src/sequence/patches";

const weights = Array.from({ length: 101 }, (_, i) => i / 100);

describe("lines", () => {
  test("LineLook_MoreWeight_IsThickerAndNotPaler", () => {
    for (const look of [lineWidth, plain, (w: number) => among(w, 40, false), (w: number) => among(w, 3000, true)]) {
      const seen = weights.map(look);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
    }
    for (const w of weights) {
      expect(among(w, 40, false)).toBeLessThanOrEqual(plain(w));
      expect(among(w, 3000, false)).toBeLessThanOrEqual(among(w, 40, false));
      expect(among(w, 40, true)).toBeLessThan(plain(w));
      expect(plain(w)).toBeLessThanOrEqual(1);
    }
  });
});

describe("flowShapes", () => {
  const grid = { rows: 3, columns: 4, leading: 1 };
  const flow = (from: number, to: number) => ({ from, to, weight: 0.25 });

  test("FlowShapes_ToItselfToALeadingTokenAndToAPatch_AreCircleSquareAndArrow", () => {
    const shapes = flowShapes(grid, [flow(3, 3), flow(3, 0), flow(1, 12)], true);
    expect(shapes.map((s) => s.kind)).toEqual(["circle", "square", "line"]);
    const [, , arrow] = shapes;
    if (arrow.kind !== "line") throw new Error();
    expect(arrow.from).toEqual({ x: 0.5, y: 0.5 });
    // It stops before the middle of the patch, on the way there.
    expect(Math.hypot(3.5 - arrow.to.x, 2.5 - arrow.to.y)).toBeCloseTo(0.4, 9);
    expect((arrow.to.y - 0.5) * 3).toBeCloseTo((arrow.to.x - 0.5) * 2, 9);
    expect(arrow.tip![0]).toEqual(arrow.to);
  });

  test("FlowShapes_Bare_ReachTheMiddleWithoutATip", () => {
    const [line, toLeading] = flowShapes(grid, [flow(1, 12), flow(1, 0)], false);
    expect(line).toMatchObject({ kind: "line", to: { x: 3.5, y: 2.5 } });
    expect("tip" in line).toBe(false);
    expect(toLeading.kind).toBe("line");
  });

  test("FlowShapes_OneAlone_FadesAllOthers", () => {
    const shapes = flowShapes(grid, [flow(1, 2), flow(2, 5), flow(6, 7)], false, 2);
    const [a, b, c] = shapes.map((s) => s.opacity);
    expect(a).toBe(b);
    expect(c).toBeCloseTo(a * 0.12, 9);
  });
});

describe("what is looked at", () => {
  const grid = { rows: 1, columns: 2, leading: 1 };
  const side = { title: "Queries", texts: ["[CLS]", "r0 c0", "r0 c1"], firstRow: 30 };

  test("LookOf_QueryKeyAndTokenOfAnotherSequence_AskIsAskedAndFirstLook", () => {
    expect(lookOf(grid, side, { row: 32, query: true })).toEqual({ place: 2, asks: true });
    expect(lookOf(grid, side, { row: 31, query: false })).toEqual({ place: 1, asks: false });
    expect(lookOf(grid, side, { row: 3, query: false })).toEqual({ place: 0, asks: true });
    expect(lookOf(grid, side, undefined)).toEqual({ place: 0, asks: true });
  });

  test("LegendOf_NothingDrawn_SaysWhy", () => {
    expect([legendOf("highest", 0), legendOf("flows", 0)].map((t) => /no weight/.test(t))).toEqual([true, true]);
    expect([legendOf("highest", 3), legendOf("flows", 4)].map((t) => t.split(" ")[0])).toEqual(["3", "4"]);
  });

  test("ModesOf_OnesOwn_HaveNoMean", () => {
    for (const image of [true, false]) {
      expect(modesOf(image, true)).toEqual(modesOf(image).filter((m) => m.show !== "all"));
      expect(modesOf(image, true).length).toBe(modesOf(image).length - 1);
    }
  });

  test("CellName_AnyToken_IsNoLongerThanThereIsRoomForAndNotHalfALetter", () => {
    for (const text of ["a", "unbelievable", "unbelievably", "🙂".repeat(20), " "]) {
      expect([...cellName(text)].length).toBeLessThanOrEqual(longestName);
      expect(cellName(text)).not.toMatch(/\p{Cs}/u);
    }
  });
});
