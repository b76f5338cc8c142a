import type { Failure } from "../api/failure";
import type { Draft } from "./draft";
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
  "tsne.perplexity",
  "tsne.max_iterations",
  "umap.neighbors",
  "umap.min_distance",
  "umap.epochs",
  "max_sequence_tokens",
  "unfit_sequences",
  "long_sequences",
  "layers",
  "heads",
  "init_from",
  "reuse_vectors_of",
  "priority",
  "retain_vectors",
  "allow_unverified",
  "labels",
  "ttl",
]);

const above = new Set(["model_id", "corpus", "reuse_vectors_of"]);

/** Those under "Options". */
export const optional = new Set([...shown].filter((field) => !above.has(field)));

/** Decided by the job of reuse_vectors_of, so that the form cannot mend them. */
const decided = new Set([
  "model_id",
  "corpus",
  "token_budget",
  "max_sequence_tokens",
  "unfit_sequences",
  "long_sequences",
  "allow_unverified",
]);

type Earlier = Pick<Draft, "reuse" | "initFrom">;

/** The fields that name the earlier job at fault: both, where both are given and the failure does not tell them apart. */
function earlierOf({ reason, message }: Failure, { reuse, initFrom }: Earlier): string[] {
  if (reason.startsWith("INIT_FROM_")) return ["init_from"];
  if (reason.startsWith("REUSE_")) return ["reuse_vectors_of"];
  if (reason !== "JOB_NOT_FOUND") return [];
  const given = Object.entries({ reuse_vectors_of: reuse, init_from: initFrom }).filter(([, id]) => id !== "");
  const named = given.filter(([, id]) => message.includes(id));
  return (named.length > 0 ? named : given).map(([field]) => field);
}

/** The part of the form that a path of the request belongs to: "spec.maps[0].method" is of "maps". */
export function fieldOf(path: string): string {
  if (/^(inline_corpus|spec\.corpus_id|file|name|format)\b/.test(path)) return "corpus";
  const own = path.replace(/^spec\./, "");
  return /^(tsne|umap)\.\w+$/.test(own) ? own : own.split(/[.[]/)[0];
}

/** The violations of a failure that stand beside fields, and what is left to be told of it. */
export function sortOut(failure: Failure, draft: Earlier): { problems: Problems; rest: Failure } {
  const problems: Problems = {};
  const more: Record<string, number> = {};
  const left: Failure["fields"] = [];
  const earlier = earlierOf(failure, draft);
  if (failure.fields.length === 0) for (const field of earlier) problems[field] = failure.message;
  for (const violation of failure.fields) {
    const own = fieldOf(violation.field);
    const moved = draft.reuse !== "" && decided.has(own);
    const field = moved ? (earlier[0] ?? "reuse_vectors_of") : own;
    if (!shown.has(field)) left.push(violation);
    else if (field in problems) more[field] = (more[field] ?? 0) + 1;
    else problems[field] = moved ? `${violation.field.replace(/^spec\./, "")} ${violation.description}` : violation.description;
  }
  // Ten layers that are not there are one slip.
  for (const [field, count] of Object.entries(more)) problems[field] += ` (and ${count} more)`;
  const all = Object.keys(problems).length > 0 && left.length === 0;
  return { problems, rest: { ...failure, fields: left, message: all ? "The marked fields need another value." : failure.message } };
}
