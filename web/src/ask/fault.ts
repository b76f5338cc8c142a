import { Code } from "@connectrpc/connect";
import type { Failure } from "../api/failure";

const final = [Code.InvalidArgument, Code.FailedPrecondition, Code.NotFound, Code.Unimplemented, Code.ResourceExhausted];

/** Whether the same asked once more would fail the same. */
export const isFinal = (failure: Failure): boolean => final.includes(failure.code);

/** What is wrong with a search, said to one who is perhaps still typing; undefined where it is no matter of what was typed. */
export function searchFault(failure: Failure): string | undefined {
  const said = failure.fields.find((f) => f.field === "text")?.description;
  if (said === undefined) return undefined;
  const syntax = /^is no regular expression: (\w+) at character (\d+)/.exec(said);
  if (!syntax) return `The pattern ${said}.`;
  const what = syntax[1].replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return `Not a regular expression yet: ${what}, at character ${syntax[2]}. “Part of it” takes every sign as it is.`;
}
