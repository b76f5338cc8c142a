const SLACK = 0.01;
const near = [0, -1, 1];

/** Moves places apart until none are nearer than `least` to one another, as little as that takes; [n, 2], changed in place. */
export function spread(places: Float64Array, least: number): void {
  // Where hundreds lie upon each other, pushing would go on for seconds; those that it leaves too near are settled one by one.
  if (!push(places, least)) settle(places, least);
}

/** Pairs that are too near push each other away, turn by turn. True once none is left. */
function push(places: Float64Array, least: number): boolean {
  const n = places.length / 2;
  const turns = Math.max(10, Math.min(120, Math.round(5e6 / n ** 2)));
  for (let turn = 0; turn < turns; turn++) {
    let moved = false;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) {
        let [dx, dy] = [places[i * 2] - places[j * 2], places[i * 2 + 1] - places[j * 2 + 1]];
        let d = Math.hypot(dx, dy);
        if (d >= least - SLACK) continue;
        // What lies on the very same place goes its own way.
        if (d < 1e-6) [dx, dy, d] = [Math.cos(i * 2.4), Math.sin(i * 2.4), 1];
        const by = (least - Math.min(d, least)) / 2 / d || least / 4;
        places[i * 2] += dx * by;
        places[i * 2 + 1] += dy * by;
        places[j * 2] -= dx * by;
        places[j * 2 + 1] -= dy * by;
        moved = true;
      }
    }
    if (!moved) return true;
  }
  return false;
}

/** From the middle outwards, each keeps its place if that is free, else takes the first free one on rings round it; far enough out there is one. */
function settle(places: Float64Array, least: number): void {
  const n = places.length / 2;
  // By cells as wide as the gap: what is too near lies in the same one, most often, or in one of its neighbours.
  const settled = new Map<number, [number, number][]>();
  const keyOf = (x: number, y: number) => Math.floor(x / least) * 2 ** 26 + Math.floor(y / least);
  const free = (x: number, y: number) => {
    for (const dx of near) {
      for (const dy of near) {
        const others = settled.get(keyOf(x + dx * least, y + dy * least));
        if (others?.some(([u, v]) => Math.hypot(x - u, y - v) < least - SLACK)) return false;
      }
    }
    return true;
  };
  const middle = [0, 1].map((axis) => places.reduce((sum, v, at) => sum + (at % 2 === axis ? v / n : 0), 0));
  const out = Array.from({ length: n }, (_, i) => Math.hypot(places[i * 2] - middle[0], places[i * 2 + 1] - middle[1]));
  for (const i of [...out.keys()].sort((a, b) => out[a] - out[b])) {
    const [x, y] = firstFree(places[i * 2], places[i * 2 + 1], least / 2, free);
    [places[i * 2], places[i * 2 + 1]] = [x, y];
    const key = keyOf(x, y);
    if (!settled.has(key)) settled.set(key, []);
    settled.get(key)!.push([x, y]);
  }
}

function firstFree(x: number, y: number, step: number, free: (x: number, y: number) => boolean): [number, number] {
  if (free(x, y)) return [x, y];
  for (let ring = 1; ; ring++) {
    const ways = 6 * ring;
    for (let way = 0; way < ways; way++) {
      const angle = (way / ways) * 2 * Math.PI;
      const [u, v] = [x + Math.cos(angle) * step * ring, y + Math.sin(angle) * step * ring];
      if (free(u, v)) return [u, v];
    }
  }
}
