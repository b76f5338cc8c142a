export interface Label {
  point: number;
  text: string;
  x: number;
  y: number;
}

const [CELL, LINE, CHARACTER] = [16, 15, 6.6];
const MOST = 160;
// As wide as they are high.
const WIDE = /[\p{sc=Han}\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}\p{Emoji_Presentation}\uff01-\uff60]/u;
const widthOf = (text: string) => [...text].reduce((sum, c) => sum + (WIDE.test(c) ? 2 : 1) * CHARACTER, 0);

/**
 * Labels that do not touch one another: points in the order given take their place to the right of the point, if it is still free.
 * @param order Points, those that matter most first.
 */
export function placeLabels(
  screen: Float32Array,
  order: Iterable<number>,
  text: (point: number) => string,
  width: number,
  height: number,
): Label[] {
  const columns = Math.ceil(width / CELL) + 1;
  const taken = new Uint8Array(columns * (Math.ceil(height / CELL) + 1));
  const labels: Label[] = [];
  for (const point of order) {
    const [x, y] = [screen[point * 2] + 6, screen[point * 2 + 1]];
    const words = text(point).trim();
    if (!words || !(x >= 0 && y >= LINE && y < height - 4)) continue;
    const right = x + widthOf(words);
    if (right > width) continue;
    const [c0, c1] = [Math.floor(x / CELL), Math.floor(right / CELL)];
    const [r0, r1] = [Math.floor((y - LINE / 2) / CELL), Math.floor((y + LINE / 2) / CELL)];
    let free = true;
    for (let r = r0; r <= r1 && free; r++) for (let c = c0; c <= c1 && free; c++) free = taken[r * columns + c] === 0;
    if (!free) continue;
    for (let r = r0; r <= r1; r++) taken.fill(1, r * columns + c0, r * columns + c1 + 1);
    labels.push({ point, text: words, x, y });
    if (labels.length >= MOST) break;
  }
  return labels;
}

/** Points in an order that looks like chance and is always the same, so that labels do not jump when nothing changed. */
export function shuffled(count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  let state = 0x9e3779b9;
  for (let i = count - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // Its upper bits alone look like chance.
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}
