import { create } from "@bufbuild/protobuf";
import { describe, expect, it, vi } from "vitest";
import { JobSchema } from "../../src/gen/attentionviz/v1/job_pb";
import { inBytes, inRate, inTime } from "../../src/jobs/words";

vi.stubGlobal("location", { origin: "http://localhost", search: "" });
const { withJob, withPage } = await import("../../src/jobs/useJobs");
const { stepsOf } = await import("../../src/jobs/KeepLonger");

describe("words", () => {
  it.each([
    [0, "< 1 s"],
    [1, "1 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [3599, "1 h"],
    [3600 + 300, "1 h 5 min"],
    [7200, "2 h"],
    [11 * 3600 + 1200, "11 h"],
    [86_400, "1 day"],
    [90 * 86_400, "90 days"],
  ])("%d seconds_Are %s", (seconds, text) => expect(inTime(seconds)).toBe(text));

  it("Any time_Is off by a third at most", () => {
    const factors: Record<string, number> = { s: 1, min: 60, h: 3600, day: 86_400, days: 86_400 };
    for (let seconds = 1; seconds < 1e7; seconds *= 1.07) {
      const parts = [...inTime(seconds).matchAll(/(\d+) (\w+)/g)];
      const read = parts.reduce((sum, [, n, unit]) => sum + Number(n) * factors[unit], 0);
      expect(Math.abs(read - seconds) / seconds, inTime(seconds)).toBeLessThan(0.34);
    }
  });

  it.each([
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [1024, "1 KiB"],
    [1536, "1.5 KiB"],
    [1 << 20, "1 MiB"],
    [1023.9 * 1024, "1 MiB"],
    [250 << 20, "250 MiB"],
    [2 ** 30, "1 GiB"],
  ])("%d bytes_Are %s", (bytes, text) => expect(inBytes(bytes)).toBe(text));

  it("Slow rate_Is not 0", () => expect([inRate(0.0123), inRate(7067.08)]).toEqual(["0.012", "7,067"]));
});

describe("lists of jobs", () => {
  const job = (jobId: string) => create(JobSchema, { jobId });

  it("New job_Goes on top; a known one keeps its place", () => {
    const list = [job("b"), job("a")];
    expect(withJob(list, job("c")).map((j) => j.jobId)).toEqual(["c", "b", "a"]);
    const changed = job("a");
    expect(withJob(list, changed)[1]).toBe(changed);
  });

  it("Pages that overlap_Give every job once", () => {
    expect(withPage([job("c"), job("b")], [job("b"), job("a")]).map((j) => j.jobId)).toEqual(["c", "b", "a"]);
  });

  it("Steps to keep a job_Ascend to what the server allows", () => {
    expect(stepsOf(90)).toEqual([1, 7, 30, 90]);
    expect(stepsOf(3)).toEqual([1, 3]);
  });
});
