import type { MessageInitShape } from "@bufbuild/protobuf";
import type { MetadataFilterSchema } from "../gen/attentionviz/v1/explore_service_pb";

/** A condition on the metadata of a sequence: one of these texts, or a number within a range that may be open. */
export type Condition = { field: string; values: string[] } | { field: string; from?: number; to?: number };

export const isRange = (c: Condition): c is { field: string; from?: number; to?: number } => !("values" in c);

// What has a meaning in the text of conditions is written as in an address.
const masked = (text: string, marks: RegExp) =>
  text.replace(marks, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

function unmasked(text: string): string {
  return text.replace(/%([0-9A-F]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
}

// A text with ".." in it would be read as a range.
const writeValue = (text: string) => masked(text, /[%;|]/g).replaceAll("..", "%2E%2E");

/** "topic=nature;words=4..9;kind=a|b" as conditions; what is no condition is left out. */
export function parseWhere(text: string): Condition[] {
  const conditions: Condition[] = [];
  for (const part of text.split(";")) {
    const at = part.indexOf("=");
    if (at <= 0) continue;
    const field = unmasked(part.slice(0, at));
    const wanted = part.slice(at + 1);
    const ends = wanted.includes("|") ? [] : wanted.split("..");
    if (ends.length !== 2) {
      if (wanted) conditions.push({ field, values: wanted.split("|").map(unmasked) });
      continue;
    }
    const [from, to] = ends.map(boundOf);
    if (Number.isNaN(from) || Number.isNaN(to) || (from === undefined && to === undefined)) continue;
    conditions.push({ field, from, to });
  }
  return conditions;
}

const boundOf = (text: string) => (text.trim() === "" ? undefined : Number(text));

export function formatWhere(conditions: readonly Condition[]): string {
  return conditions
    .filter((c) => (isRange(c) ? c.from !== undefined || c.to !== undefined : c.values.some((v) => v !== "")))
    .map((c) => `${masked(c.field, /[%;=]/g)}=${isRange(c) ? `${c.from ?? ""}..${c.to ?? ""}` : c.values.map(writeValue).join("|")}`)
    .join(";");
}

/** The conditions with this one in the place of any other on its field. */
export function withCondition(conditions: readonly Condition[], one: Condition): Condition[] {
  const others = conditions.map((c) => (c.field === one.field ? one : c));
  return others.includes(one) ? others : [...others, one];
}

export function filterOf(c: Condition): MessageInitShape<typeof MetadataFilterSchema> {
  if (isRange(c)) return { field: c.field, condition: { case: "range", value: { minimum: c.from, maximum: c.to } } };
  if (c.values.length === 1) return { field: c.field, condition: { case: "equals", value: c.values[0] } };
  return { field: c.field, condition: { case: "anyOf", value: { values: c.values } } };
}
