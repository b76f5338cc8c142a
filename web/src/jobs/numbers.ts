/** What is wrong with a field, by its name. */
export type Problems = Record<string, string>;

/** Undefined where nothing is given, or nothing that can be read; the latter is noted. */
export function numberIn(text: string, field: string, problems: Problems, real = false): number | undefined {
  const given = text.trim().replaceAll(",", "");
  if (given === "") return undefined;
  const value = /^[0-9]+(\.[0-9]+)?$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isNaN(value) || (!real && !Number.isInteger(value)) || value >= 2 ** 31) {
    problems[field] = `is '${text.trim()}'; give a ${real ? "" : "whole "}number, or leave it empty`;
    return undefined;
  }
  return value;
}
