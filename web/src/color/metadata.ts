import type { TokenTable } from "../data/tokens";
import type { Coloring } from "./coloring";
import { categoryPalette, MOST_CATEGORIES, NONE } from "./palette";
import { byNumber } from "./text";

const prefix = "meta:";

/** Fields that sequences of the sample have, by name. */
export function metadataFields(table: TokenTable): string[] {
  const names = new Set<string>();
  for (const sequence of table.sequences) for (const name of Object.keys(sequence.metadata)) names.add(name);
  return [...names].sort();
}

/** A field whose values are all numbers, more than eight of them, is a scale; any other one is categories. */
export function byMetadata(table: TokenTable, field: string): Coloring {
  const values = table.sequences.map((s) => s.metadata[field]?.value);
  const numbers = values.map((v) => (v?.case === "number" ? v.value : Number.NaN));
  const given = values.filter((v) => v?.case !== undefined).length;
  const finite = numbers.filter((n) => !Number.isNaN(n));
  const continuous = finite.length === given && new Set(finite).size > 8;
  if (continuous) {
    return byNumber(prefix + field, field, field, (t) => Float64Array.from(t.sequenceOf, (sequence) => numbers[sequence]));
  }
  const texts = values.map((v) => (v?.case === undefined ? undefined : String(v.value)));
  const counts = new Map<string, number>();
  for (const [i, s] of table.sequences.entries()) {
    const text = texts[i];
    if (text !== undefined) counts.set(text, (counts.get(text) ?? 0) + s.tokens);
  }
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const place = new Map(ordered.slice(0, MOST_CATEGORIES).map(([text], i) => [text, i]));
  const others = ordered.slice(MOST_CATEGORIES).reduce((sum, [, count]) => sum + count, 0);
  const without = table.sequences.reduce((sum, s, i) => sum + (texts[i] === undefined ? s.tokens : 0), 0);
  return {
    id: prefix + field,
    label: field,
    palette: (theme) => categoryPalette(theme),
    values: (t) => Uint8Array.from(t.sequenceOf, (sequence) => place.get(texts[sequence] ?? "\0") ?? NONE),
    describe: (t, row) => `${field}: ${texts[t.sequenceOf[row]] ?? "none"}`,
    legend: () => ({
      kind: "categories",
      title: field,
      apart: false,
      entries: [
        ...ordered.slice(0, MOST_CATEGORIES).map(([label, count], value) => ({ value, label, count })),
        ...(others + without > 0 ? [{ value: NONE, label: others > 0 ? "others" : "none", count: others + without }] : []),
      ],
    }),
  };
}

export const isMetadata = (id: string): boolean => id.startsWith(prefix);
