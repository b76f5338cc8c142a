import { Code } from "@connectrpc/connect";
import type { Failure } from "../api/failure";

interface Status {
  code?: number;
  message?: string;
  details?: Detail[];
}

type Detail = { "@type": string; reason?: string; fieldViolations?: { field?: string; description?: string }[]; retryDelay?: string };

/** A google.rpc.Status as JSON, or what came in its place. `status` is 0 where nothing came. */
export function failureOfJson(status: number, body: string): Failure {
  const failure: Failure = { code: Code.Unknown, reason: "", message: "", fields: [] };
  const told = parse(body);
  if (!told?.code) {
    failure.code = status === 401 ? Code.Unauthenticated : Code.Unavailable;
    failure.message =
      status === 0
        ? "The upload broke off. Check that the gateway runs and that this machine reaches it, then try again."
        : `The server answered ${status} without saying why. If a proxy stands before the gateway, it may take no files of this size.`;
    return failure;
  }
  failure.code = told.code;
  failure.message = told.message ?? "";
  for (const detail of told.details ?? []) {
    if (detail["@type"].endsWith("google.rpc.ErrorInfo")) failure.reason = detail.reason ?? "";
    if (detail["@type"].endsWith("google.rpc.RetryInfo")) failure.retryAfter = Number.parseFloat(detail.retryDelay ?? "0");
    for (const violation of detail.fieldViolations ?? [])
      failure.fields.push({ field: violation.field ?? "", description: violation.description ?? "" });
  }
  return failure;
}

function parse(body: string): Status | undefined {
  try {
    const value = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
