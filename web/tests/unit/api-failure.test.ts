import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { failureOf, isAbort } from "../../src/api/failure";

/** google.rpc messages as they come: bytes with the name of their type. */
function failed(code: Code, message: string, details: [string, (writer: BinaryWriter) => void][]): ConnectError {
  const error = new ConnectError(message, code);
  error.details = details.map(([type, write]) => {
    const writer = new BinaryWriter();
    write(writer);
    return { type, value: writer.finish() };
  });
  return error;
}

const message = (no: number, write: (writer: BinaryWriter) => void) => (writer: BinaryWriter) => {
  writer.uint32((no << 3) | 2).fork();
  write(writer);
  writer.join();
};
const text = (no: number, value: string) => (writer: BinaryWriter) => writer.uint32((no << 3) | 2).string(value);
const number = (no: number, value: number) => (writer: BinaryWriter) => writer.uint32(no << 3).int64(value);
const all =
  (...parts: ((writer: BinaryWriter) => unknown)[]) =>
  (writer: BinaryWriter) => {
    for (const part of parts) part(writer);
  };

describe("failureOf", () => {
  it("FailureOf_ErrorInfo_GivesItsReason", () => {
    const info = all(text(1, "QUEUE_FULL"), text(2, "attentionviz"), message(3, all(text(1, "limit"), text(2, "8"))));
    const failure = failureOf(failed(Code.ResourceExhausted, "eight jobs wait already", [["google.rpc.ErrorInfo", info]]));
    expect(failure).toEqual({ code: Code.ResourceExhausted, reason: "QUEUE_FULL", message: "eight jobs wait already", fields: [] });
  });

  it("FailureOf_JobThatIsGone_NamesItWithoutTheRemedyForPrograms", () => {
    const told = "there is no job 'ab12'; it was deleted, has expired or never was: ListJobs tells which there are";
    const failure = failureOf(failed(Code.NotFound, told, [["google.rpc.ErrorInfo", text(1, "JOB_NOT_FOUND")]]));
    expect(failure.message).toBe("there is no job 'ab12'; it was deleted, has expired or never was.");
  });

  it.each([
    [3, 500_000_000, 3.5],
    [0, 250_000_000, 0.25],
    [86_400, 0, 86_400],
  ])("FailureOf_RetryInfo %i s %i ns_IsSeconds", (seconds, nanos, expected) => {
    const parts = [...(seconds ? [number(1, seconds)] : []), ...(nanos ? [number(2, nanos)] : [])];
    const retry = message(1, all(...parts));
    expect(failureOf(failed(Code.ResourceExhausted, "wait", [["google.rpc.RetryInfo", retry]])).retryAfter).toBe(expected);
  });

  it("FailureOf_BadRequest_NamesEachFieldAtFault", () => {
    const violations = all(
      message(1, all(text(1, "spec.maps[0].dimensions"), text(2, "2 or 3, not 7"))),
      // Fields 3 and 4 came later to google.rpc; a number stands for what is not known at all.
      message(1, all(number(9, 5), text(1, "spec.ttl"), text(2, "naïve é 語"), text(3, "REASON"))),
    );
    expect(failureOf(failed(Code.InvalidArgument, "no", [["google.rpc.BadRequest", violations]])).fields).toEqual([
      { field: "spec.maps[0].dimensions", description: "2 or 3, not 7" },
      { field: "spec.ttl", description: "naïve é 語" },
    ]);
  });

  it("FailureOf_DetailsOfAllKinds_AreReadTogetherAndOthersPassedOver", () => {
    const failure = failureOf(
      failed(Code.FailedPrecondition, "m", [
        ["google.rpc.DebugInfo", text(1, "a stack")],
        ["google.rpc.ErrorInfo", text(1, "HEAD_NOT_READY")],
        ["google.rpc.RetryInfo", message(1, number(1, 2))],
      ]),
    );
    expect([failure.reason, failure.retryAfter, failure.fields]).toEqual(["HEAD_NOT_READY", 2, []]);
  });

  it("FailureOf_GatewayThatDoesNotAnswer_SaysWhatToDo", () => {
    for (const error of [new ConnectError("x", Code.Unavailable), new TypeError("Failed to fetch"), new TypeError("NetworkError when")]) {
      expect(failureOf(error).message).toMatch(/does not answer.*try again/);
    }
    expect(failureOf(new Error("the stream ended")).message).toBe("the stream ended");
    expect(failureOf("a bare text").message).toBe("a bare text");
  });
});

describe("isAbort", () => {
  it("IsAbort_WhatTheUserStopped_IsTrue", () => {
    expect(isAbort(new ConnectError("x", Code.Canceled))).toBe(true);
    expect(isAbort(new DOMException("x", "AbortError"))).toBe(true);
  });

  it("IsAbort_AnythingElse_IsFalse", () => {
    expect(isAbort(new ConnectError("x", Code.DeadlineExceeded))).toBe(false);
    expect(isAbort(new DOMException("x", "TimeoutError"))).toBe(false);
    expect(isAbort(new Error("AbortError"))).toBe(false);
    expect(isAbort(undefined)).toBe(false);
  });
});
