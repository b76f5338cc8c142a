import type { PointRows } from "../data/points";
import { lengthAt, type TokenTable, textAt } from "../data/tokens";
import type { Coloring } from "./coloring";
import { categoryPalette, NONE, scalePalette, shadedPalette, sidePalette } from "./palette";
import { boundsOf, scaled, short } from "./scale";

const byRow = (table: TokenTable, number: (row: number) => number) => Float64Array.from({ length: table.rows }, (_, row) => number(row));

/** A colouring by a number of each token. */
export function byNumber(
  id: string,
  label: string,
  title: string,
  number: (table: TokenTable) => ArrayLike<number>,
  apart = false,
): Coloring {
  const kept = new WeakMap<TokenTable, ArrayLike<number>>();
  const numbers = (table: TokenTable) => {
    if (!kept.has(table)) kept.set(table, number(table));
    return kept.get(table)!;
  };
  return {
    id,
    label,
    palette: (theme) => (apart ? shadedPalette(theme) : scalePalette(theme)),
    values: (table) => scaled(numbers(table)),
    describe: (table, row) => (Number.isFinite(numbers(table)[row]) ? `${title} ${short(numbers(table)[row])}` : `no ${title}`),
    legend: (table) => {
      const [low, high] = boundsOf(numbers(table));
      return { kind: "scale", low: short(low), high: short(high), title, apart };
    },
  };
}

export const byType: Coloring = {
  id: "type",
  label: "query / key",
  palette: sidePalette,
  values: (table) => new Uint8Array(table.rows),
  describe: () => "",
  legend: () => ({ kind: "sides" }),
};

/** Position over length, so that short and long sequences show alike. */
export const byPosition: Coloring = {
  id: "position",
  label: "position",
  palette: shadedPalette,
  values: (table) => {
    const shares = byRow(table, (row) => table.positions[row] / Math.max(1, lengthAt(table, row) - 1));
    return scaled(shares, [0, 1]);
  },
  describe: (table, row) => `position ${table.positions[row]} of ${lengthAt(table, row)}`,
  legend: () => ({ kind: "scale", low: "first", high: "last", title: "position in the sequence", apart: true }),
};

export const byPositionMod5: Coloring = {
  id: "mod5",
  label: "position mod 5",
  palette: (theme) => categoryPalette(theme, true),
  values: (table) => Uint8Array.from(table.positions, (p) => p % 5),
  describe: (table, row) => `position ${table.positions[row]}, mod 5 = ${table.positions[row] % 5}`,
  legend: (table) => ({
    kind: "categories",
    title: "position mod 5",
    apart: true,
    entries: [0, 1, 2, 3, 4].map((value) => ({
      value,
      label: String(value),
      count: table.positions.filter((p) => p % 5 === value).length,
    })),
  }),
};

/** Without a letter or a digit, or a special token. */
export const isPunctuation = (table: TokenTable, row: number): boolean =>
  table.special[row] === 1 || !/[\p{L}\p{N}]/u.test(textAt(table, row));

export const byPunctuation: Coloring = {
  id: "punctuation",
  label: "punctuation",
  palette: (theme) => {
    const palette = categoryPalette(theme, true);
    return palette;
  },
  values: (table) => Uint8Array.from({ length: table.rows }, (_, row) => (isPunctuation(table, row) ? 1 : 0)),
  describe: (table, row) => (isPunctuation(table, row) ? "punctuation or special" : "word"),
  legend: (table) => {
    let marks = 0;
    for (let row = 0; row < table.rows; row++) if (isPunctuation(table, row)) marks++;
    return {
      kind: "categories",
      title: "punctuation and special tokens",
      apart: true,
      entries: [
        { value: 0, label: "words", count: table.rows - marks },
        { value: 1, label: "punctuation, special", count: marks },
      ],
    };
  },
};

/** One range for the queries and keys of a head. */
export const byNorm: Coloring = {
  id: "norm",
  label: "vector norm",
  perHead: true,
  palette: shadedPalette,
  values: (table) => new Uint8Array(table.rows).fill(NONE),
  describe: () => "",
  legend: () => ({ kind: "scale", low: "shortest", high: "longest", title: "vector norm, per head", apart: true }),
};

/** Norms of a head's points to palette values. */
export const normValues = (norms: Float32Array, out?: Uint8Array): Uint8Array => scaled(norms, boundsOf(norms), out);

/** Characters, counted as people do, in code points. */
export const byTokenLength = byNumber("length", "token length", "characters", (table) => {
  const lengths = table.texts.map((text) => [...text.replace(/^##|^[▁Ġ ]/, "")].length);
  return Float64Array.from(table.textOf, (text) => lengths[text]);
});

export const bySequenceLength = byNumber("tokens", "sequence length", "tokens in the sequence", (table) =>
  byRow(table, (row) => lengthAt(table, row)),
);

export const byFrequency = byNumber("frequency", "token frequency", "times in the sample", (table) => {
  const counts = new Float64Array(table.texts.length);
  for (const text of table.textOf) counts[text]++;
  return Float64Array.from(table.textOf, (text) => counts[text]);
});

export const textColorings: Coloring[] = [
  byType,
  byPosition,
  byPositionMod5,
  byPunctuation,
  byNorm,
  byTokenLength,
  bySequenceLength,
  byFrequency,
];

/** Which points are shown of a head whose norms are all known; `drawn` holds rows of the sample. */
export function normsOfPoints(norms: Float32Array, all: PointRows, drawn: PointRows): Float32Array {
  if (all.rows.length === drawn.rows.length) return norms;
  const [queryAt, keyAt] = [new Map<number, number>(), new Map<number, number>()];
  all.rows.forEach((row, point) => {
    (point < all.queries ? queryAt : keyAt).set(row, point);
  });
  return Float32Array.from(drawn.rows, (row, point) => norms[(point < drawn.queries ? queryAt : keyAt).get(row)!]);
}
