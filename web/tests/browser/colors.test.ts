import type { Page } from "playwright-core";
import { expect } from "vitest";
import { type Legend, legendOf, rampAt } from "./kit/legend";
import { cameraOn, hoverMiddle, loneliest, pointsOf } from "./kit/map";
import { apart, middleColor, type Rgb } from "./kit/pixels";
import { api, atlases, move, soon, story, test } from "./kit/test";
import { type Tokens, tokensOf } from "./kit/tokens";

/** What a colouring should say and show, by the numbers of the API. */
type Wanted = {
  id: string;
  title: string;
  /** The tooltip's words of a row. */
  says?: (row: number, point: number) => string;
} & (
  | { ends: [string, string]; share: (row: number, point: number) => number }
  | { entries: [string, number][]; entry: (row: number) => string }
);

story("Colours of a text atlas", () => {
  test("every colouring's legend, points and tooltips say what the API's numbers say", async ({ visit }) => {
    const job = atlases.bert;
    const tokens = await tokensOf(api, job);
    const [points, norms] = [await pointsOf(api, job, [1, 2], "tsne2"), await normsOf(job, 1, 2)];
    const page = await visit(`/?job=${job}&head=L1H2&map=tsne2`);
    await checkSides(page, points, tokens.texts.length);
    const { texts, positions, sequence, special } = tokens;
    const lengths = texts.map((t) => [...t.replace(/^##|^[▁Ġ ]/, "")].length);
    const counts = countsOf(texts);
    const marks = texts.map((t, row) => special[row] || !/[\p{L}\p{N}]/u.test(t));
    const mod = positions.map((p) => String(p % 5));
    const sizes = sequence.map((s) => s.tokens);
    const words = sequence.map((s) => s.metadata.words.number!);
    const frequency = texts.map((t) => counts.get(t)!);
    await check(page, points, texts.length, [
      {
        id: "position",
        title: "position in the sequence",
        ends: ["first", "last"],
        share: (row) => positions[row] / Math.max(1, sequence[row].tokens - 1),
        says: (row) => `position ${positions[row]} of ${sequence[row].tokens}`,
      },
      {
        id: "mod5",
        title: "position mod 5",
        entries: ["0", "1", "2", "3", "4"].map((m) => [m, mod.filter((v) => v === m).length]),
        entry: (row) => mod[row],
        says: (row) => `mod 5 = ${mod[row]}`,
      },
      {
        id: "punctuation",
        title: "punctuation and special tokens",
        entries: [
          ["words", marks.filter((m) => !m).length],
          ["punctuation, special", marks.filter((m) => m).length],
        ],
        entry: (row) => (marks[row] ? "punctuation, special" : "words"),
        says: (row) => (marks[row] ? "punctuation or special" : "word"),
      },
      {
        id: "norm",
        title: "vector norm, per head",
        ends: ["shortest", "longest"],
        share: (_, point) => shareIn(norms, norms[point]),
        says: (_, point) => `norm ${short(norms[point])}`,
      },
      scale("length", "characters", lengths),
      scale("tokens", "tokens in the sequence", sizes),
      scale("frequency", "times in the sample", frequency),
      scale("meta:words", "words", words),
      ...["topic", "kind", "language", "word"].map((field) => categories(tokens, field)),
    ]);
  });
});

story("Colours of an image atlas", () => {
  test("sides, rows, columns, norms and metadata say what the API's numbers say", async ({ visit }) => {
    const job = atlases.vit;
    const tokens = await tokensOf(api, job);
    const [points, norms] = [await pointsOf(api, job, [2, 1], "tsne2"), await normsOf(job, 2, 1)];
    const page = await visit(`/?job=${job}&head=L2H1&map=tsne2&color=type`);
    await checkSides(page, points, tokens.texts.length);
    const patch = tokens.texts.map((text) => /^r(\d+) c(\d+)$/.exec(text));
    const part = (i: 1 | 2) => patch.map((p) => (p ? Number(p[i]) : Number.NaN));
    const objects = tokens.sequence.map((s) => String(s.metadata.objects.number));
    await check(page, points, tokens.texts.length, [
      scale("row", "row", part(1)),
      scale("column", "column", part(2)),
      {
        id: "norm",
        title: "vector norm, per head",
        ends: ["shortest", "longest"],
        share: (_, point) => shareIn(norms, norms[point]),
        says: (_, point) => `norm ${short(norms[point])}`,
      },
      ...["shape", "colour", "texture", "place"].map((field) => categories(tokens, field)),
      entriesOf("meta:objects", "objects", objects),
    ]);
  });

  test("patches are shown as the pictures that they are, bare or in a frame that tells queries from keys", async ({ visit }) => {
    const job = atlases.vit;
    const tokens = await tokensOf(api, job);
    const points = await pointsOf(api, job, [0, 0], "pca2");
    const page = await visit(`/?job=${job}&head=L0H0&map=pca2`);
    const order = loneliest(points).filter((p) => /^r\d+ c\d+$/.test(tokens.texts[p % tokens.texts.length]));
    for (const point of [order.find((p) => p < tokens.texts.length)!, order.find((p) => p >= tokens.texts.length)!]) {
      const row = point % tokens.texts.length;
      const wanted = await patchColor(page, job, tokens, row);
      for (const color of ["", "outline"]) {
        await move(page, { color, at: await cameraOn(page, points, point) });
        await legendOf(page, color || "none");
        await soon(async () => apart(await middleColor(page), wanted)).toBeLessThan(16);
      }
    }
  });
});

/** "query / key": two colours, told by the legend. */
async function checkSides(page: Page, points: number[][], count: number): Promise<void> {
  const legend = await legendOf(page, "type");
  expect(legend.sides).toEqual([
    [27, 127, 67],
    [200, 56, 138],
  ]);
  for (const point of some(points, count)) {
    await move(page, { at: await cameraOn(page, points, point) });
    await soon(async () => apart(await middleColor(page), legend.sides[point < count ? 0 : 1])).toBeLessThan(6);
  }
}

async function check(page: Page, points: number[][], count: number, all: Wanted[]): Promise<void> {
  for (const wanted of all) {
    await move(page, { color: wanted.id });
    const legend = await legendOf(page, wanted.id);
    expect(legend.title, wanted.id).toBe(wanted.title);
    if ("ends" in wanted) expect(legend.ends, wanted.id).toEqual(wanted.ends);
    else
      expect(
        legend.entries.map((e) => [e.label, Number(e.count)]),
        wanted.id,
      ).toEqual(wanted.entries);
    for (const point of some(points, count)) {
      await move(page, { at: await cameraOn(page, points, point) });
      const color = colorOf(wanted, legend, point % count, point, point < count);
      await soon(async () => (color ? apart(await middleColor(page), color) : 0)).toBeLessThan(9);
      const says = wanted.says?.(point % count, point);
      if (says === undefined) continue;
      await soon(async () => {
        await hoverMiddle(page);
        const tip = page.locator(".head-map .tooltip");
        return (await tip.count()) ? await tip.textContent() : "";
      }).toContain(says);
    }
  }
}

/** Undefined where the row has no value of its own: the grey of such rows is no part of a scale. */
function colorOf(wanted: Wanted, legend: Legend, row: number, point: number, query: boolean): Rgb | undefined {
  if ("share" in wanted) {
    const share = wanted.share(row, point);
    return Number.isNaN(share) ? undefined : rampAt(legend.ramps[query ? 0 : 1], share);
  }
  const entry = legend.entries.find((e) => e.label === wanted.entry(row))!;
  return query ? entry.query : entry.key;
}

/** A few points that stand alone, queries and keys. */
function some(points: number[][], count: number): number[] {
  const order = loneliest(points);
  return [...order.filter((p) => p < count).slice(0, 2), ...order.filter((p) => p >= count).slice(0, 1)];
}

const scale = (id: string, title: string, values: number[]): Wanted => ({
  id,
  title,
  ends: bounds(values).map(String) as [string, string],
  share: (row) => shareIn(values, values[row]),
  says: (row) => (Number.isNaN(values[row]) ? `no ${title}` : `${title} ${values[row]}`),
});

const categories = (tokens: Tokens, field: string): Wanted =>
  entriesOf(
    `meta:${field}`,
    field,
    tokens.sequence.map((s) => s.metadata[field]?.text),
  );

/** By number of tokens, most first; those without come last, as "none". */
function entriesOf(id: string, field: string, values: (string | undefined)[]): Wanted {
  const counts = [...countsOf(values.filter((v) => v !== undefined))].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  if (counts.length > 16) throw new Error(`${field} has more values than colours: choose another field for the test`);
  const without = values.filter((v) => v === undefined).length;
  return {
    id,
    title: field,
    entries: [...counts, ...(without > 0 ? [["none", without] as [string, number]] : [])],
    entry: (row) => values[row] ?? "none",
    says: (row) => `${field}: ${values[row] ?? "none"}`,
  };
}

function countsOf(texts: string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

function bounds(values: number[]): [number, number] {
  const known = values.filter((v) => !Number.isNaN(v));
  return [Math.min(...known), Math.max(...known)];
}

function shareIn(values: number[], value: number): number {
  const [low, high] = bounds(values);
  return high > low ? (value - low) / (high - low) : 0;
}

const short = (n: number) => String(Number(n.toPrecision(3)));

/** Norms of the queries, then of the keys. */
async function normsOf(job: string, layer: number, head: number): Promise<number[]> {
  const kinds = ["QUERY_NORM", "KEY_NORM"];
  const parts = await Promise.all(
    kinds.map((k) => api.rows(`/v1/jobs/${job}/layers/${layer}/heads/${head}/vectors?kind=VECTOR_KIND_${k}`)),
  );
  return parts.flatMap((p) => p.values);
}

/** The colour in the middle of a patch, by the picture that the API gives. */
async function patchColor(page: Page, job: string, tokens: Tokens, row: number): Promise<Rgb> {
  const { index, image } = tokens.sequence[row];
  const [, r, c] = /^r(\d+) c(\d+)$/.exec(tokens.texts[row])!.map(Number);
  const { png } = await api.get(`/v1/jobs/${job}/sequences/${index}/image`);
  return page.evaluate(
    async ([base64, grid, row, column]) => {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const copy = document.createElement("canvas");
      [copy.width, copy.height] = [grid.columns, grid.rows];
      const context = copy.getContext("2d")!;
      const [w, h] = [picture.width / grid.columns, picture.height / grid.rows];
      // The middle of each patch; a pixel each.
      context.drawImage(picture, (column + 0.5) * w - 0.5, (row + 0.5) * h - 0.5, 1, 1, 0, 0, 1, 1);
      const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
      return [red, green, blue] as [number, number, number];
    },
    [png as string, image!, r, c] as const,
  );
}
