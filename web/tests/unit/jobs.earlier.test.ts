import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { CorpusFormat } from "../../src/gen/attentionviz/v1/corpus_pb";
import { AlignmentMode, JobSchema, JobSpecSchema, JobState, LongSequences, MapMethod } from "../../src/gen/attentionviz/v1/job_pb";
import { freshDraft } from "../../src/jobs/draft";
import { headsOf } from "../../src/jobs/lists";
import type { Problems } from "../../src/jobs/numbers";
import { sortOut } from "../../src/jobs/problems";
import { overVectors } from "../../src/jobs/request";
import { keepsVectors, reusing } from "../../src/jobs/reuse";
import { specOf } from "../../src/jobs/spec";
import { type Bytes, drawingSeed, startingFrom, startsBeside, startsOver } from "../../src/jobs/startFrom";

const job = (jobId: string, spec: object = {}, state = JobState.SUCCEEDED) => create(JobSchema, { jobId, state, spec });

describe("headsOf", () => {
  it("Names of the viewer and of the command line, twice, in any order_Are each head once, ascending", () => {
    const problems: Problems = {};
    const wanted = [
      { layer: 0, head: 3 },
      { layer: 2, head: 1 },
      { layer: 2, head: 10 },
    ];
    expect(headsOf(" 2.10, L2 H1, l0h3,0.3,L0  H3,", [], problems)).toEqual(wanted);
    expect(headsOf("", [], problems)).toEqual([]);
    expect(headsOf("2.1", [0, 2], problems)).toEqual([wanted[1]]);
    expect(problems).toEqual({});
  });

  it.each(["L0", "H3", "0-3", "0.", "1.2.3", "-1.0", "L0 H3 L1 H1"])("'%s'_Is no head", (text) => {
    const problems: Problems = {};
    expect(headsOf(text, [], problems)).toEqual([]);
    expect(problems.heads).toContain(text);
  });

  it("Head outside the layers that are given_Is told by its name", () => {
    const problems: Problems = {};
    headsOf("L1 H0, L5 H2", [0, 1], problems);
    expect(problems.heads).toContain("L5 H2");
    expect(problems.heads).toContain("layer 5");
  });
});

describe("vectors of an earlier job", () => {
  const earlier = job("e", {
    modelId: "m",
    corpusId: "c",
    maps: [
      { method: MapMethod.TSNE, dimensions: 2 },
      { method: MapMethod.TSNE, dimensions: 2, attentionWeight: 0.3 },
      { method: MapMethod.TSNE, dimensions: 2, attentionWeight: 0.6 },
      { method: MapMethod.PCA, dimensions: 3 },
    ],
    alignment: AlignmentMode.BALANCED,
    layers: [1, 2],
    seed: 7n,
    tokenBudget: 300,
    retainVectors: true,
    umap: { neighbors: 9 },
  });

  it("Form set to them_Asks for that job's maps and leaves out what the job decides", () => {
    const typed = { ...freshDraft, model: "other", tokenBudget: "no number", maxTokens: "9", layers: "0", unverified: true };
    const { spec, problems } = specOf({ ...typed, ...reusing(earlier) });
    expect(problems).toEqual({});
    expect(spec.reuseVectorsOf).toBe("e");
    const fresh = create(JobSpecSchema);
    for (const left of [
      "modelId",
      "corpusId",
      "tokenBudget",
      "maxSequenceTokens",
      "unfitSequences",
      "longSequences",
      "allowUnverified",
    ] as const)
      expect(spec[left], left).toEqual(fresh[left]);
    expect([spec.layers, spec.heads]).toEqual([[], []]);
    expect([spec.alignment, spec.seed, spec.umap?.neighbors]).toEqual([AlignmentMode.BALANCED, 7n, 9]);
    expect(spec.maps.map((m) => [m.method, m.dimensions, m.attentionWeight ?? 0])).toEqual([
      [MapMethod.TSNE, 2, 0],
      [MapMethod.TSNE, 2, 0.3],
      [MapMethod.PCA, 3, 0],
    ]);
    const request = overVectors(spec);
    expect([request.inlineCorpus, request.spec?.corpusId]).toEqual([undefined, ""]);
  });

  it("Form that let go of them_Asks for its own model again", () => {
    const { spec } = specOf({ ...freshDraft, model: "mine", tokenBudget: "20", ...reusing(earlier), reuse: "" });
    expect([spec.modelId, spec.tokenBudget, spec.reuseVectorsOf]).toEqual(["mine", 20, ""]);
  });

  it("Only jobs that succeeded and retained them_Have some", () => {
    const kept = { retainVectors: true };
    expect(keepsVectors(job("a", kept))).toBe(true);
    expect(keepsVectors(job("a", { retainVectors: false }))).toBe(false);
    expect([JobState.PROJECTING, JobState.FAILED, JobState.CANCELLED].some((s) => keepsVectors(job("a", kept, s)))).toBe(false);
  });
});

describe("jobs to start from", () => {
  const corpora: Record<string, Bytes> = {
    c1: { corpusId: "c1", format: CorpusFormat.TEXT, bytes: 9n, sha256: "h" },
    c2: { corpusId: "c2", format: CorpusFormat.TEXT, bytes: 9n, sha256: "h" },
    c3: { corpusId: "c3", format: CorpusFormat.TEXT, bytes: 9n, sha256: "other" },
    c4: { corpusId: "c4", format: CorpusFormat.JSONL, bytes: 9n, sha256: "h" },
  };
  const find = (id: string) => corpora[id];
  const over = (id: string, corpusId: string, more: object = {}, state = JobState.SUCCEEDED) =>
    job(id, { modelId: "m", corpusId, tokenBudget: 5, ...more }, state);
  const all = [
    over("n", "c1", { modelId: "n" }),
    over("same", "c1"),
    over("again", "c2"),
    over("other", "c3"),
    over("lines", "c4"),
    over("works", "c1", {}, JobState.PROJECTING),
    over("gone", "c9"),
  ];
  const ids = (jobs: { jobId: string }[]) => jobs.map((j) => j.jobId);

  it("Same bytes in the same format_Are those of finished jobs, same model first", () => {
    expect(ids(startsOver(corpora.c1, "m", all, find))).toEqual(["same", "again", "n"]);
    expect(ids(startsOver({ ...corpora.c1, corpusId: "c9", sha256: "x" }, "m", all, find))).toEqual(["gone"]);
  });

  it("Pasted text_Is compared by its size, for the server to be exact", () => {
    const pasted = { corpusId: "", format: CorpusFormat.TEXT, bytes: 9n, sha256: "" };
    expect(ids(startsOver(pasted, "n", all, find))).toEqual(["n", "same", "again", "other"]);
    expect(startsOver({ ...pasted, bytes: 8n }, "n", all, find)).toEqual([]);
  });

  it("Seed that drew the tokens_Is that of the first job of a line", () => {
    const line = [job("a", { seed: 3n }), job("b", { seed: 8n, reuseVectorsOf: "a" }), job("c", { seed: 9n, reuseVectorsOf: "b" })];
    expect(line.map((j) => drawingSeed(j, line))).toEqual([3n, 3n, 3n]);
    expect(drawingSeed(line[2], [line[2]])).toBeUndefined();
  });

  it("Beside vectors that are there_Only jobs of the same budget and drawing seed, itself first", () => {
    const jobs = [
      over("before", "c2"),
      over("mine", "c1"),
      over("seeded", "c1", { seed: 4n }),
      over("more", "c1", { tokenBudget: 6 }),
      over("child", "c1", { seed: 4n, reuseVectorsOf: "mine" }),
    ];
    expect(ids(startsBeside(jobs[1], jobs, find))).toEqual(["mine", "before", "child"]);
    // Its corpus is deleted: then only its id tells.
    expect(ids(startsBeside(jobs[1], jobs, () => undefined))).toEqual(["mine", "child"]);
  });

  it("Form that starts from a job_Draws what that drew; images are not cut", () => {
    const first = over("a", "c1", { seed: 3n, maxSequenceTokens: 64, longSequences: LongSequences.SKIP });
    const child = over("b", "c1", { ...first.spec, seed: 8n, reuseVectorsOf: "a" });
    const typed = { ...freshDraft, model: "m2" };
    const { spec, problems } = specOf({ ...typed, ...startingFrom(child, [first, child], false) });
    expect(problems).toEqual({});
    expect([spec.initFrom, spec.seed, spec.tokenBudget, spec.maxSequenceTokens, spec.longSequences]).toEqual([
      "b",
      3n,
      5,
      64,
      LongSequences.SKIP,
    ]);
    expect(specOf({ ...typed, ...startingFrom(child, [first, child], true) }).spec.maxSequenceTokens).toBe(0);
  });
});

describe("faults of earlier jobs", () => {
  const [reuse, initFrom] = ["aaa", "bbb"];
  const failure = (reason: string, message: string, fields: { field: string; description: string }[] = []) => ({
    code: Code.FailedPrecondition,
    reason,
    message,
    fields,
  });

  it.each([
    ["REUSE_NOT_SUCCEEDED", "job 'aaa' is Failed", "reuse_vectors_of"],
    ["INIT_FROM_NOT_SUCCEEDED", "job 'bbb' is Failed", "init_from"],
    ["JOB_NOT_FOUND", "there is no job 'aaa'", "reuse_vectors_of"],
    ["JOB_NOT_FOUND", "there is no job 'bbb'", "init_from"],
  ])("%s of '%s'_Is told at %s", (reason, message, field) => {
    const { problems, rest } = sortOut(failure(reason, message), { reuse, initFrom });
    expect(problems).toEqual({ [field]: message });
    expect(rest.message).not.toBe(message);
  });

  it("Job that is gone and not named_Is told at every field that names one", () => {
    const gone = failure("JOB_NOT_FOUND", "no such job");
    const at = (draft: { reuse: string; initFrom: string }) => Object.keys(sortOut(gone, draft).problems);
    expect(at({ reuse, initFrom })).toEqual(["reuse_vectors_of", "init_from"]);
    expect(at({ reuse, initFrom: "" })).toEqual(["reuse_vectors_of"]);
    expect(at({ reuse: "", initFrom })).toEqual(["init_from"]);
    expect(sortOut(gone, { reuse: "", initFrom: "" }).rest.message).toBe("no such job");
  });

  it("Field that the job of the vectors decides_Is told at the choice that can be changed, by its name", () => {
    const fields = [{ field: "spec.token_budget", description: "is 6, but job 'bbb' has 5" }];
    expect(sortOut(failure("INIT_FROM_OTHER_TOKENS", "", fields), { reuse, initFrom }).problems).toEqual({
      init_from: "token_budget is 6, but job 'bbb' has 5",
    });
    expect(sortOut(failure("INIT_FROM_OTHER_TOKENS", "", fields), { reuse: "", initFrom }).problems).toEqual({
      token_budget: "is 6, but job 'bbb' has 5",
    });
    expect(Object.keys(sortOut(failure("REUSE_OTHER_TOKENS", "", fields), { reuse, initFrom: "" }).problems)).toEqual(["reuse_vectors_of"]);
  });

  it("Heads that were not extracted_Are told at the heads", () => {
    const fields = [{ field: "spec.heads", description: "asks for L9 H9" }];
    expect(sortOut(failure("REUSE_HEADS_NOT_EXTRACTED", "", fields), { reuse, initFrom: "" }).problems).toEqual({
      heads: "asks for L9 H9",
    });
  });
});
