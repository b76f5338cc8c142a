import type { TokenTable } from "../data/tokens";

/** A metadata field of the sample, by what can be asked of it. */
export type Field =
  /** Few texts: each with the sequences that have it, most first. */
  | { name: string; kind: "choices"; choices: { text: string; count: number }[] }
  | { name: string; kind: "number"; least: number; most: number }
  | { name: string; kind: "text" };

export const mostChoices = 50;

/** The sample's metadata fields by name, then "id", where its sequences have any. */
export function fieldsOf(table: TokenTable): Field[] {
  const counts = new Map<string, Map<string | number, number>>();
  for (const sequence of table.sequences) {
    for (const [name, { value }] of Object.entries(sequence.metadata)) {
      if (value.case === undefined) continue;
      if (!counts.has(name)) counts.set(name, new Map());
      const values = counts.get(name)!;
      values.set(value.value, (values.get(value.value) ?? 0) + 1);
    }
  }
  const fields = [...counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => fieldOf(name, values));
  if (table.sequences.some((s) => s.id !== "")) fields.push({ name: "id", kind: "text" });
  return fields;
}

function fieldOf(name: string, values: Map<string | number, number>): Field {
  const numbers = [...values.keys()].filter((v) => typeof v === "number");
  if (numbers.length === values.size) return { name, kind: "number", least: Math.min(...numbers), most: Math.max(...numbers) };
  if (values.size > mostChoices) return { name, kind: "text" };
  const choices = [...values].map(([text, count]) => ({ text: String(text), count }));
  return { name, kind: "choices", choices: choices.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1)) };
}
