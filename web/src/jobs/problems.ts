import type { Failure } from "../api/failure";
import type { Problems } from "./numbers";

/** Fields that the form shows; a violation of another one stays with the message. */
const shown = new Set([
  "model_id",
  "corpus",
  "maps",
  "token_budget",
  "alignment",
  "metric",
  "seed",
  "tsne",
  "umap",
  "max_sequence_tokens",
  "unfit_sequences",
  "long_sequences",
  "layers",
  "priority",
  "retain_vectors",
  "allow_unverified",
  "labels",
  "ttl",
]);

/** Those under "Options". */
export const optional = new Set([...shown].filter((field) => field !== "model_id" && field !== "corpus"));

/** The part of the form that a path of the request belongs to: "spec.maps[0].method" is of "maps". */
export function fieldOf(path: string): string {
  if (/^(inline_corpus|spec\.corpus_id|file|name|format)\b/.test(path)) return "corpus";
  return path.replace(/^spec\./, "").split(/[.[]/)[0];
}

/** The violations of a failure that stand beside fields, and what is left to be told of it. */
export function sortOut(failure: Failure): { problems: Problems; rest: Failure } {
  const problems: Problems = {};
  const more: Record<string, number> = {};
  const left: Failure["fields"] = [];
  for (const violation of failure.fields) {
    const field = fieldOf(violation.field);
    if (!shown.has(field)) left.push(violation);
    else if (field in problems) more[field] = (more[field] ?? 0) + 1;
    else problems[field] = violation.description;
  }
  // Ten layers that are not there are one slip.
  for (const [field, count] of Object.entries(more)) problems[field] += ` (and ${count} more)`;
  const all = failure.fields.length > 0 && left.length === 0;
  return { problems, rest: { ...failure, fields: left, message: all ? "The marked fields need another value." : failure.message } };
}
