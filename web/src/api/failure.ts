import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";

/** An error of a call as a person needs it: what is wrong, where, and what to do. */
export interface Failure {
  code: Code;
  /** UPPER_SNAKE, empty where the gateway gave none. */
  reason: string;
  message: string;
  /** Fields at fault, by their path in the request. */
  fields: { field: string; description: string }[];
  /** Seconds after which another try makes sense. */
  retryAfter?: number;
}

/** What Chromium, Firefox and Safari say of a call that never got through, of an answer that broke off, and of a part of the page that did not come. */
const broken =
  /failed to fetch|network ?error|error in input stream|load failed|connection was lost|dynamically imported module|module script failed|preload css/i;

export function isAbort(error: unknown): boolean {
  if (error instanceof ConnectError) return error.code === Code.Canceled;
  return error instanceof DOMException && error.name === "AbortError";
}

export function failureOf(error: unknown): Failure {
  const e = ConnectError.from(error);
  const failure: Failure = { code: e.code, reason: "", message: e.rawMessage, fields: [] };
  for (const detail of e.details) {
    // Details come as google.protobuf.Any; their types are few and small, so they are read field by field.
    if (!("type" in detail) || !(detail.value instanceof Uint8Array)) continue;
    const fields = read(detail.value);
    if (detail.type === "google.rpc.ErrorInfo") failure.reason = text(fields, 1);
    if (detail.type === "google.rpc.RetryInfo") failure.retryAfter = duration(fields);
    if (detail.type === "google.rpc.BadRequest") {
      for (const bytes of all(fields, 1)) {
        const violation = read(bytes);
        failure.fields.push({ field: text(violation, 1), description: text(violation, 2) });
      }
    }
  }
  // What follows the colon is for who calls from a program; here a button leads to the jobs.
  if (failure.reason === "JOB_NOT_FOUND") failure.message = `${failure.message.split(": ListJobs")[0]}.`;
  // Without a reason it is not the gateway that speaks, but the browser or what lies between.
  if (failure.reason === "" && (e.code === Code.Unavailable || broken.test(e.rawMessage))) {
    failure.message = "The gateway does not answer. Check that it runs and that this machine reaches it, then try again.";
  }
  return failure;
}

type Field = { no: number; value: Uint8Array | bigint };

function read(bytes: Uint8Array): Field[] {
  const reader = new BinaryReader(bytes);
  const fields: Field[] = [];
  while (reader.pos < reader.len) {
    const [no, type] = reader.tag();
    if (type === WireType.LengthDelimited) fields.push({ no, value: reader.bytes() });
    else if (type === WireType.Varint) fields.push({ no, value: BigInt(reader.int64()) });
    else reader.skip(type, no);
  }
  return fields;
}

const all = (fields: Field[], no: number) =>
  fields.filter((f) => f.no === no && f.value instanceof Uint8Array).map((f) => f.value as Uint8Array);
const text = (fields: Field[], no: number) => new TextDecoder().decode(all(fields, no)[0] ?? new Uint8Array());

function duration(retry: Field[]): number {
  const fields = read(all(retry, 1)[0] ?? new Uint8Array());
  const number = (no: number) => Number(fields.find((f) => f.no === no)?.value ?? 0n);
  return number(1) + number(2) / 1e9;
}
