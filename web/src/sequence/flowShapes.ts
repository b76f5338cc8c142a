import { boxOf, type Flow, type Grid, patchAt } from "./patches";

export interface Point {
  x: number;
  y: number;
}

/** A flow as it is drawn: places in patches from the image's upper left, the width in pixels. */
export type FlowShape = { key: string; width: number; opacity: number } & (
  | { kind: "circle"; at: Point; radius: number }
  | { kind: "square"; at: Point; side: number }
  | { kind: "line"; from: Point; to: Point; tip?: Point[] }
);

function centre(grid: Grid, position: number): Point {
  const { x, y, width, height } = boxOf(grid, position);
  return { x: x + width / 2, y: y + height / 2 };
}

/** Where an arrow ends: short of the middle, so that many that meet there can still be told apart. */
function shortOf(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = Math.max(0, length - 0.4) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function tipOf(from: Point, to: Point, size: number): Point[] {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const corner = (turn: number) => ({ x: to.x - size * Math.cos(angle + turn), y: to.y - size * Math.sin(angle + turn) });
  return [to, corner(0.45), corner(-0.45)];
}

/**
 * A circle for a flow to itself. Arrows: to the target, a square where that is a leading token. Else bare lines, thicker for more weight.
 * @param alone Only the flows of this token are shown in full; -1 for all.
 */
export function flowShapes(grid: Grid, flows: readonly Flow[], arrows: boolean, alone = -1): FlowShape[] {
  return flows.map(({ from, to, weight }) => {
    const fade = alone < 0 || from === alone || to === alone ? 1 : 0.12;
    const look = {
      key: `${from} ${to}`,
      width: arrows ? 1.25 + 2.5 * weight : 1 + 8 * weight,
      opacity: fade * (arrows ? 0.45 + 0.55 * weight : weight ** 0.25),
    };
    const [start, middle] = [centre(grid, from), centre(grid, to)];
    if (from === to) return { ...look, kind: "circle", at: start, radius: 0.28 };
    if (arrows && !patchAt(grid, to)) return { ...look, kind: "square", at: start, side: 0.44 };
    if (!arrows) return { ...look, kind: "line", from: start, to: middle };
    const end = shortOf(start, middle);
    return { ...look, kind: "line", from: start, to: end, tip: tipOf(start, end, 0.3) };
  });
}
