import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { describe, expect, it, vi } from "vitest";
import { isFinal } from "../../src/data/jobState";
import { type Job, JobSchema, JobState, Stage } from "../../src/gen/attentionviz/v1/job_pb";
import { type WatchJobResponse, WatchJobResponseSchema } from "../../src/gen/attentionviz/v1/job_service_pb";
import { advanced, opens, shareOf } from "../../src/jobs/progress";

vi.stubGlobal("location", { origin: "http://localhost", search: "" });
const { backOff, watchJob } = await import("../../src/jobs/watch");
const { toWatch } = await import("../../src/jobs/useWatches");

const message = (sequence: number, event: WatchJobResponse["event"]) =>
  create(WatchJobResponseSchema, { sequence: BigInt(sequence), event });
const state = (sequence: number, to: JobState) =>
  message(sequence, { case: "stateChange", value: { $typeName: "attentionviz.v1.JobStateChange", state: to } });
const stage = (sequence: number, of: Stage, done: number, total: number) =>
  message(sequence, {
    case: "progress",
    value: { $typeName: "attentionviz.v1.StageProgress", stage: of, done: BigInt(done), total: BigInt(total), rate: 1 },
  });
const ready = (sequence: number) =>
  message(sequence, { case: "headReady", value: { $typeName: "attentionviz.v1.HeadRef", layer: 0, head: 0 } });

const story = [
  stage(1, Stage.PLANNING, 2, 2),
  state(2, JobState.EXTRACTING),
  stage(3, Stage.EXTRACTING, 5, 10),
  stage(4, Stage.EXTRACTING, 10, 10),
  state(5, JobState.PROJECTING),
  ready(6),
  stage(7, Stage.PROJECTING, 1, 4),
  stage(8, Stage.PROJECTING, 4, 4),
  state(9, JobState.SUCCEEDED),
];
const queued = create(JobSchema, { jobId: "a", state: JobState.QUEUED });
const told = (job: Job, messages: WatchJobResponse[]) => messages.reduce(advanced, job);

describe("a job that is watched", () => {
  it("Broken anywhere and taken up by snapshot, then replay_Ends the same", () => {
    const whole = told(queued, story);
    for (let cut = 0; cut <= story.length; cut++) {
      const snapshot = message(cut, { case: "snapshot", value: told(queued, story.slice(0, cut)) });
      for (let from = 0; from <= cut; from++)
        expect(told(queued, [...story.slice(0, from), snapshot, ...story.slice(from)])).toEqual(whole);
    }
  });

  it("The same message twice_Changes nothing the second time", () => {
    for (const m of story) {
      const once = advanced(queued, m);
      expect(advanced(once, m)).toBe(once);
    }
  });

  it("A message_Leaves the job before as it was", () => {
    const before = told(queued, story.slice(0, 3));
    const copy = structuredClone(before);
    told(before, story.slice(3));
    expect(before).toEqual(copy);
  });

  it("First head_Opens, not before, and not after a failure", () => {
    expect(story.map((_, i) => opens(told(queued, story.slice(0, i + 1))))).toEqual([
      false,
      false,
      false,
      false,
      false,
      true,
      true,
      true,
      true,
    ]);
    expect(opens(told(queued, [...story.slice(0, 8), state(9, JobState.FAILED)]))).toBe(false);
  });

  it("Share of a stage_Never shrinks and ends at 1", () => {
    for (const of of [Stage.PLANNING, Stage.EXTRACTING, Stage.PROJECTING]) {
      const shares = story.map((_, i) => shareOf(told(queued, story.slice(0, i + 1)), of)).filter((s) => s !== undefined);
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
      expect(shares.at(-1)).toBe(1);
    }
  });

  it("Those at work_Come before those that wait, and ended ones not at all", () => {
    const of = (jobId: string, s: JobState) => create(JobSchema, { jobId, state: s });
    const list = [of("q", JobState.QUEUED), of("s", JobState.SUCCEEDED), of("p", JobState.PROJECTING), of("x", JobState.CANCELLING)];
    expect(toWatch(list)).toEqual(["p", "x", "q"]);
  });
});

describe("watchJob", () => {
  const last = story.at(-1)!;

  /** A server whose stream breaks after `each` messages. */
  function breaking(each: number, asked: bigint[]) {
    return async function* ({ afterSequence }: { afterSequence: bigint }) {
      asked.push(afterSequence);
      const left = story.filter((m) => m.sequence > afterSequence).slice(0, each);
      for (const m of left) yield m;
      if (left.at(-1) !== last) throw new ConnectError("gone", Code.Unavailable);
    };
  }

  it.each([1, 2, 4, 100])("Stream that breaks after %i messages_Tells every message once", async (each) => {
    const asked: bigint[] = [];
    const heard: WatchJobResponse[] = [];
    for await (const m of watchJob("a", new AbortController().signal, breaking(each, asked), async () => {})) heard.push(m);
    expect(heard).toEqual(story);
    expect(asked).toEqual(Array.from({ length: Math.ceil(story.length / each) }, (_, i) => BigInt(i * each)));
  });

  it("Job that is gone_Is not asked for again", async () => {
    let asked = 0;
    // biome-ignore lint/correctness/useYield: it fails before the first message
    const gone = async function* () {
      asked++;
      throw new ConnectError("no job", Code.NotFound);
    };
    await expect(watchJob("a", new AbortController().signal, gone, async () => {}).next()).rejects.toThrow("no job");
    expect(asked).toBe(1);
  });

  it("Aborted while it waits_Ends quietly", async () => {
    const abort = new AbortController();
    const watch = watchJob("a", abort.signal, breaking(0, []), async () => abort.abort());
    expect(await watch.next()).toEqual({ done: true, value: undefined });
  });

  it("Waits_Grow up to half a minute and a quarter", () => {
    for (let attempt = 0; attempt < 20; attempt++) {
      expect(backOff(attempt, 0.5)).toBe(Math.min(30_000, 1000 * 2 ** attempt));
      expect(backOff(attempt)).toBeLessThanOrEqual(37_500);
      expect(backOff(attempt)).toBeGreaterThanOrEqual(750);
    }
  });

  it("Final states_Are those that the contract calls final", () => {
    const final = [JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED];
    for (const s of Object.values(JobState).filter((x): x is JobState => typeof x === "number")) expect(isFinal(s)).toBe(final.includes(s));
  });
});
