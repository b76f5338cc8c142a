import { grouped } from "../ui/counted";

// Of an int32.
const MOST = 2 ** 31 - 1;

/** What is wrong with a field, by its name. */
export type Problems = Record<string, string>;

/** Undefined where nothing is given, or nothing that can be read; the latter is noted. */
export function numberIn(text: string, field: string, problems: Problems, real = false): number | undefined {
  const given = text.trim().replaceAll(",", "");
  if (given === "") return undefined;
  const value = /^[0-9]+(\.[0-9]+)?$/.test(given) ? Number(given) : Number.NaN;
  const wrong = Number.isNaN(value) || (!real && !Number.isInteger(value));
  if (!wrong && value <= MOST) return value;
  const wanted = wrong ? `a ${real ? "" : "whole "}number from 0 on` : `${grouped(MOST)} at most`;
  problems[field] = `is '${text.trim()}'; give ${wanted}, or leave it empty`;
  return undefined;
}
