import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { habitOf, habits, headKey, headName, partOf, profileOf, recallGain, scoreOf, trustOf } from "../../src/data/heads";
import { type HeadProfile, HeadProfileSchema, HeadSummarySchema } from "../../src/gen/attentionviz/v1/atlas_pb";
import { MapMethod } from "../../src/gen/attentionviz/v1/job_pb";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { Random } from "./random";

type Scores = Partial<Omit<HeadProfile, "$typeName" | "$unknown">>;
const headWith = (profile: Scores, fidelity?: object) =>
  create(HeadSummarySchema, {
    ready: true,
    profile,
    maps: fidelity ? [{ method: MapMethod.TSNE, dimensions: 2, fidelity: fidelity as never }] : [],
  });

describe("habits", () => {
  it("Habits_EachField_IsOneOfTheProfileByTheNameOfTheContract", () => {
    const fields = HeadProfileSchema.fields;
    for (const h of habits) expect(fields.find((f) => f.localName === h.field)?.name).toBe(h.score);
  });

  it("HabitOf_OneScoreAboveItsLeast_NamesIt", () => {
    for (const h of habits) {
      expect(habitOf(headWith({ [h.field]: h.least }))).toBe(h);
      expect(habitOf(headWith({ [h.field]: h.least - 1e-9 }))).toBeUndefined();
    }
  });

  it("HabitOf_Several_NamesTheStrongestAndOfEqualsTheFirst", () => {
    const random = new Random(5);
    for (let i = 0; i < 200; i++) {
      const scores = Object.fromEntries(habits.map((h) => [h.field, random.whole(0, 5) / 5]));
      const best = Math.max(...habits.filter((h) => scores[h.field] >= h.least).map((h) => scores[h.field]));
      const expected = habits.find((h) => scores[h.field] >= h.least && scores[h.field] === best);
      expect(habitOf(headWith(scores))).toBe(expected);
    }
  });

  it("ProfileOf_Head_IsItsScoresInTheOrderOfHabits", () => {
    const scores = Object.fromEntries(habits.map((h, i) => [h.field, i / 16]));
    expect(profileOf(headWith(scores))).toEqual(habits.map((_, i) => i / 16));
    expect(profileOf(create(HeadSummarySchema))).toEqual(habits.map(() => 0));
  });
});

describe("partOf", () => {
  const { UNSPECIFIED, SOURCE, TARGET } = TokenSide;
  it.each([
    [UNSPECIFIED, UNSPECIFIED, ""],
    [SOURCE, SOURCE, "encoder"],
    [TARGET, TARGET, "decoder"],
    [TARGET, SOURCE, "cross"],
  ] as const)("PartOf_QueriesOf%iKeysOf%i_Is'%s'", (querySide, keySide, part) => expect(partOf({ querySide, keySide })).toBe(part));
});

describe("scores of a head", () => {
  const fidelity = { attentionRecall3: 0.55, attentionRecall3Random: 0.1, mixing: 0.3, correlationMap: -0.7 };
  const head = headWith({ previousScore: 0.8, entropy: 0.25 }, fidelity);

  it("ScoreOf_EachFigure_IsTheContractsNumber", () => {
    const of = (by: string) => scoreOf(head, by, "tsne2");
    expect([of("recall"), of("mixing"), of("correlation"), of("entropy"), of("previous_score")]).toEqual([0.55, 0.3, -0.7, 0.25, 0.8]);
    // (0.55 - 0.1) / (1 - 0.1)
    expect(of("gain")).toBeCloseTo(0.5, 12);
  });

  it("ScoreOf_NoFigure_IsNaN", () => {
    for (const by of ["recall", "gain", "mixing", "correlation"]) expect(scoreOf(head, by, "umap2")).toBeNaN();
    expect(scoreOf(head, "nonsense", "tsne2")).toBeNaN();
    expect(scoreOf(create(HeadSummarySchema), "previous_score", "tsne2")).toBeNaN();
    expect(scoreOf(create(HeadSummarySchema), "entropy", "tsne2")).toBeNaN();
  });

  it("RecallGain_ChanceAndPerfect_AreZeroAndOne", () => {
    const gain = (recall: number) => recallGain(headWith({}, { attentionRecall3: recall, attentionRecall3Random: 0.3 }), "tsne2");
    expect([gain(0.3), gain(1)]).toEqual([0, 1]);
  });

  it.each([
    [0.4, "high"],
    [0.39, "middling"],
    [0.15, "middling"],
    [0.14, "low"],
    [-0.2, "low"],
    [Number.NaN, "unknown"],
  ])("TrustOf_Gain %f_Is %s", (gain, trust) => {
    expect(trustOf(headWith({}, { attentionRecall3: gain, attentionRecall3Random: 0 }), "tsne2")).toBe(trust);
  });

  it("TrustOf_NoMapYet_IsUnknown", () => expect(trustOf(headWith({}), "tsne2")).toBe("unknown"));

  it("HeadKey_LayersAndHeads_AreAllApart", () => {
    const keys = new Set<number>();
    for (let layer = 0; layer < 100; layer++) for (let h = 0; h < 100; h++) keys.add(headKey(layer, h));
    expect(keys.size).toBe(10_000);
    expect(headName({ layer: 3, head: 11 })).toBe("L3 H11");
  });
});
