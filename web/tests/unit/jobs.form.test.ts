import { create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { describe, expect, it } from "vitest";
import { CorpusFormat, CorpusSchema } from "../../src/gen/attentionviz/v1/corpus_pb";
import { JobSchema, JobSpecSchema, JobState, MapMethod } from "../../src/gen/attentionviz/v1/job_pb";
import { ModelInput, ModelSchema } from "../../src/gen/attentionviz/v1/model_pb";
import { formatOf, linesOf, misfit } from "../../src/jobs/corpusFile";
import { freshDraft } from "../../src/jobs/draft";
import { failureOfJson } from "../../src/jobs/jsonFailure";
import { labelsOf, layersOf } from "../../src/jobs/lists";
import { modelLine, unverified } from "../../src/jobs/modelWords";
import { numberIn, type Problems } from "../../src/jobs/numbers";
import { fieldOf, sortOut } from "../../src/jobs/problems";
import { overCorpus, overText, wishOf } from "../../src/jobs/request";
import { RequestIds } from "../../src/jobs/requestId";
import { reusing } from "../../src/jobs/reuse";
import { sameCorpus } from "../../src/jobs/sameCorpus";
import { specOf } from "../../src/jobs/spec";

describe("numberIn", () => {
  it.each([
    ["1,000", false, 1000],
    ["2147483647", false, 2147483647],
    ["0.25", true, 0.25],
    ["", false, undefined],
  ])("'%s'_Is read", (text, real, value) => {
    const problems: Problems = {};
    expect([numberIn(text, "field", problems, real), problems]).toEqual([value, {}]);
  });

  it.each([
    ["2147483648", false, "is '2147483648'; give 2,147,483,647 at most, or leave it empty"],
    ["-1", false, "is '-1'; give a whole number from 0 on, or leave it empty"],
    ["0.5", false, "is '0.5'; give a whole number from 0 on, or leave it empty"],
    ["1e9", true, "is '1e9'; give a number from 0 on, or leave it empty"],
  ])("'%s'_Is told what to give instead", (text, real, says) => {
    const problems: Problems = {};
    expect([numberIn(text, "field", problems, real), problems]).toEqual([undefined, { field: says }]);
  });
});

describe("specOf", () => {
  it("Fresh form_Leaves to the server what is not typed", () => {
    const { spec, problems } = specOf({ ...freshDraft, model: "m" });
    expect(problems).toEqual({});
    expect([spec.tokenBudget, spec.tsne, spec.umap, spec.ttl]).toEqual([undefined, undefined, undefined, undefined]);
    expect([spec.seed, spec.maxSequenceTokens, spec.layers, spec.retainVectors]).toEqual([0n, 0, [], true]);
    expect(spec.maps.map((m) => [m.method, m.dimensions])).toEqual([
      [MapMethod.TSNE, 2],
      [MapMethod.UMAP, 2],
      [MapMethod.PCA, 2],
    ]);
  });

  it("Guided maps_Carry the weight, the others none", () => {
    const { spec } = specOf({ ...freshDraft, maps: ["tsne2", "guided2", "umap3", "guided3"], weight: "0.3" });
    expect(spec.maps.map((m) => [m.method, m.dimensions, m.attentionWeight || 0])).toEqual([
      [MapMethod.TSNE, 2, 0],
      [MapMethod.TSNE, 2, 0.3],
      [MapMethod.UMAP, 3, 0],
      [MapMethod.TSNE, 3, 0.3],
    ]);
  });

  it.each([
    [{ tokenBudget: "many" }, "token_budget"],
    [{ tokenBudget: "1.5" }, "token_budget"],
    [{ perplexity: "-3" }, "tsne.perplexity"],
    [{ iterations: "1.5" }, "tsne.max_iterations"],
    [{ neighbors: "1e3" }, "umap.neighbors"],
    [{ minDistance: "near" }, "umap.min_distance"],
    [{ epochs: "-1" }, "umap.epochs"],
    [{ seed: "18446744073709551616" }, "seed"],
    [{ seed: "-1" }, "seed"],
    [{ layers: "3-1" }, "layers"],
    [{ heads: "L0" }, "heads"],
    [{ heads: "1.2.3" }, "heads"],
    [{ layers: "0-1", heads: "L1 H0, L2 H0" }, "heads"],
    [{ labels: "noSign" }, "labels"],
    [{ maps: [] }, "maps"],
    [{ maps: ["guided2"], weight: "2" }, "maps"],
    [{ keepDays: "x" }, "ttl"],
  ])("%o_Is told beside its field alone", (change, field) => {
    expect(Object.keys(specOf({ ...freshDraft, ...change }).problems)).toEqual([field]);
  });

  it("Largest seed, days and thousands_Are kept exactly", () => {
    const { spec } = specOf({ ...freshDraft, seed: String(2n ** 64n - 1n), keepDays: "0.5", tokenBudget: "12,000", perplexity: "7.5" });
    expect([spec.seed, spec.ttl?.seconds, spec.tokenBudget, spec.tsne?.perplexity]).toEqual([2n ** 64n - 1n, 43200n, 12000, 7.5]);
  });
});

describe("parameters of the methods", () => {
  it("Numbers that are given_Are sent, the others are left to the server", () => {
    const { spec } = specOf({ ...freshDraft, iterations: "2,000", minDistance: "0", epochs: "300" });
    expect([spec.tsne?.perplexity, spec.tsne?.maxIterations]).toEqual([undefined, 2000]);
    expect([spec.umap?.neighbors, spec.umap?.minDistance, spec.umap?.epochs]).toEqual([undefined, 0, 300]);
    expect([specOf(freshDraft).spec.tsne, specOf(freshDraft).spec.umap]).toEqual([undefined, undefined]);
  });

  it("Other maps of a job_Start from all of its numbers", () => {
    const numbers = { perplexity: "12.5", iterations: "700", neighbors: "7", minDistance: "0.25", epochs: "90" };
    const { spec } = specOf({ ...freshDraft, ...numbers });
    expect(reusing(create(JobSchema, { jobId: "a", spec }))).toMatchObject(numbers);
  });
});

describe("lists", () => {
  it("Ranges in any order, twice_Are each layer once, ascending", () => {
    const problems: Problems = {};
    expect(layersOf(" 5, 0-3,2 - 4,", problems)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(layersOf("", problems)).toEqual([]);
    expect(problems).toEqual({});
  });

  it("Labels_May hold signs in their values and stand on lines", () => {
    const problems: Problems = {};
    expect(labelsOf("a=1, rule=x=y\nempty=", problems)).toEqual({ a: "1", rule: "x=y", empty: "" });
    expect(problems).toEqual({});
  });
});

describe("corpus and model", () => {
  const model = (input: ModelInput) => create(ModelSchema, { modelId: "m", input });
  const fits = (input: ModelInput) =>
    [CorpusFormat.TEXT, CorpusFormat.JSONL, CorpusFormat.IMAGE_ZIP].filter((f) => misfit(model(input), f) === "");

  it("Input of the model_Decides which corpora fit", () => {
    expect(fits(ModelInput.TEXT)).toEqual([CorpusFormat.TEXT, CorpusFormat.JSONL]);
    expect(fits(ModelInput.IMAGE)).toEqual([CorpusFormat.IMAGE_ZIP]);
    expect(fits(ModelInput.TOKEN_IDS)).toEqual([CorpusFormat.JSONL]);
  });

  it("File names_Tell the format as the gateway does", () => {
    expect(["a.TXT", "b.text", "c.jsonl", "d.x.ndjson", "e.Zip", "f.json", "zip", "g.zip.png"].map(formatOf)).toEqual([
      CorpusFormat.TEXT,
      CorpusFormat.TEXT,
      CorpusFormat.JSONL,
      CorpusFormat.JSONL,
      CorpusFormat.IMAGE_ZIP,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("Blank lines_Are no sequences", () => expect(linesOf("a\n\n  \r\nb\n")).toBe(2));

  it("Layers of unlike width, and one not proved_Are told", () => {
    const m = create(ModelSchema, {
      modelId: "m",
      input: ModelInput.TEXT,
      layers: [
        { layer: 0, heads: 4, verifiedError: 1e-6 },
        { layer: 1, heads: 8, verifiedError: Number.NaN },
        { layer: 2, heads: 8 },
      ],
    });
    expect(modelLine(m)).toBe("3 layers x 4 to 8 heads, text");
    expect(unverified(m)).toEqual([1, 2]);
  });
});

describe("sortOut", () => {
  const failure = (...fields: string[]) => ({
    code: Code.InvalidArgument,
    reason: "",
    message: "all of it",
    fields: fields.map((field) => ({ field, description: "is wrong" })),
  });

  it("Paths of the request_Belong to fields of the form", () => {
    expect(
      ["spec.maps[1].method", "spec.labels['a.b']", "spec.tsne.perplexity", "spec.corpus_id", "inline_corpus.content", "file"].map(fieldOf),
    ).toEqual(["maps", "labels", "tsne.perplexity", "corpus", "corpus", "corpus"]);
  });

  it("Every violation_Is told once: beside its field, or with the message", () => {
    const { problems, rest } = sortOut(failure("spec.layers[4]", "spec.layers[5]", "spec.seed", "request_id"), freshDraft);
    expect(problems).toEqual({ layers: "is wrong (and 1 more)", seed: "is wrong" });
    expect(rest.fields.map((f) => f.field)).toEqual(["request_id"]);
    expect(rest.message).toBe("all of it");
  });

  it("Failure without fields_Keeps its message", () => expect(sortOut(failure(), freshDraft).rest.message).toBe("all of it"));
});

describe("request ids", () => {
  const counting = () => {
    let n = 0;
    return new RequestIds(() => String(++n));
  };

  it("Same wish_Keeps its id until it is granted; another wish gets another", () => {
    const ids = counting();
    expect([ids.of("a"), ids.of("a"), ids.of("b"), ids.of("b")]).toEqual(["1", "1", "2", "2"]);
    ids.done();
    expect(ids.of("b")).toBe("3");
  });

  it("Ids of its own_Are unlike and short enough", () => {
    const made = Array.from({ length: 100 }, () => new RequestIds().of("x"));
    expect(new Set(made).size).toBe(100);
    expect(made.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  });

  it("Wish_Is the request but for its id", () => {
    const spec = create(JobSpecSchema, { modelId: "m" });
    const request = overText(spec, { ...freshDraft, text: "a" });
    expect(wishOf({ ...request, requestId: "7" })).toBe(wishOf(request));
    expect(wishOf(overText(spec, { ...freshDraft, text: "b" }))).not.toBe(wishOf(request));
    expect(wishOf(overCorpus(spec, create(CorpusSchema, { corpusId: "c" })))).not.toBe(wishOf(request));
  });
});

describe("failureOfJson", () => {
  it("google.rpc.Status_Is read with its details", () => {
    const body = JSON.stringify({
      code: 8,
      message: "full",
      details: [
        { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "QUOTA" },
        { "@type": "type.googleapis.com/google.rpc.BadRequest", fieldViolations: [{ field: "file", description: "is large" }] },
        { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "1.5s" },
      ],
    });
    expect(failureOfJson(429, body)).toEqual({
      code: Code.ResourceExhausted,
      reason: "QUOTA",
      message: "full",
      fields: [{ field: "file", description: "is large" }],
      retryAfter: 1.5,
    });
  });

  it.each([
    [0, "", Code.Unavailable],
    [502, "<html>Bad gateway</html>", Code.Unavailable],
    [401, "null", Code.Unauthenticated],
    [413, "[]", Code.Unavailable],
  ])("Status %i with '%s'_Still says what to do", (status, body, code) => {
    const failure = failureOfJson(status, body);
    expect(failure.code).toBe(code);
    expect(failure.message).not.toBe("");
  });
});

describe("sameCorpus", () => {
  const job = (jobId: string, modelId: string, corpusId: string, state = JobState.SUCCEEDED) =>
    create(JobSchema, { jobId, state, spec: { modelId, corpusId } });
  const hashes: Record<string, string> = { c1: "h", c2: "h", c3: "other" };

  it("Corpora of the same bytes_Are the same; jobs of the same model first, unfinished and itself never", () => {
    const mine = job("a", "m", "c1");
    const all = [
      mine,
      job("b", "n", "c2"),
      job("c", "m", "c2"),
      job("d", "m", "c3"),
      job("e", "m", "c1", JobState.QUEUED),
      job("f", "m", "unknown"),
    ];
    expect(sameCorpus(mine, all, (id) => hashes[id]).map((j) => j.jobId)).toEqual(["c", "b"]);
  });

  it("Corpus that is forgotten_Is the same by its id", () => {
    const all = [job("a", "m", "x"), job("b", "m", "x")];
    expect(sameCorpus(all[0], all, () => undefined).map((j) => j.jobId)).toEqual(["b"]);
  });
});
