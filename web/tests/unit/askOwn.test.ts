import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { searchFault } from "../../src/ask/fault";
import { linesOf, sequencesOf } from "../../src/ask/ownSequences";
import { type OwnHead, ownHeadOf } from "../../src/ask/projected";
import { ordinal } from "../../src/ask/RankedHeads";
import { rankingOf, valuesByHead } from "../../src/ask/ranking";
import { rankOwn } from "../../src/ask/rankOwn";
import { headKey } from "../../src/data/heads";
import { HeadLikeness, ProjectedHeadSchema } from "../../src/gen/attentionviz/v1/explore_service_pb";
import { ModelInput } from "../../src/gen/attentionviz/v1/model_pb";
import { DataType } from "../../src/gen/attentionviz/v1/tensor_pb";

const floats = (shape: number[], values: number[]) => ({
  dataType: DataType.FLOAT32,
  shape: shape.map(BigInt),
  data: new Uint8Array(new Float32Array(values).buffer),
});

describe("sequencesOf", () => {
  const text = { input: ModelInput.TEXT, encoderDecoder: false };

  it("SequencesOf_Lines_AreSequencesWithoutBlankOnes", () => {
    expect(linesOf("a b\r\n\n  \n c")).toEqual(["a b", " c"]);
    expect(sequencesOf("a => b\nc", text).map((s) => s.content?.value)).toEqual(["a => b", "c"]);
  });

  it("SequencesOf_EncoderDecoder_SplitsSourceAndTarget", () => {
    expect(sequencesOf("a b => c => d\ne", { ...text, encoderDecoder: true })).toEqual([
      { content: { case: "text", value: "a b" }, target: "c => d" },
      { content: { case: "text", value: "e" } },
    ]);
  });

  it("SequencesOf_TokenIds_ReadsNumbersOrSaysWhichIsNone", () => {
    const ids = { ...text, input: ModelInput.TOKEN_IDS };
    expect(sequencesOf("3, 7 11", ids)).toEqual([{ content: { case: "ids", value: { ids: [3, 7, 11] } } }]);
    expect(() => sequencesOf("3 x7", ids)).toThrow("“x7”");
  });
});

describe("ownHeadOf", () => {
  it("OwnHeadOf_MapsAndAttention_AreDecodedByName", () => {
    const head = ownHeadOf(
      create(ProjectedHeadSchema, {
        layer: 1,
        head: 2,
        queries: 1n,
        keys: 2n,
        maps: [{ map: { method: 2, dimensions: 2, attentionWeight: 0.45 }, points: floats([3, 2], [1, 2, 3, 4, 5, 6]) }],
        attention: [{ layer: 1, head: 2, weights: floats([1, 2], [0.25, 0.75]), queryRow: 4n, keyRow: 7n }],
      }),
    );
    expect([...head.maps]).toEqual([["tsne2@0.45", Float32Array.of(1, 2, 3, 4, 5, 6)]]);
    expect(head.attention).toEqual({
      layer: 1,
      head: 2,
      queries: 1,
      keys: 2,
      weights: Float32Array.of(0.25, 0.75),
      queryRow: 4,
      keyRow: 7,
    });
    expect(head.attentions).toHaveLength(1);
  });
});

describe("rankOwn", () => {
  const headWith = (head: number, weights: number[], queryRow = 0) => {
    const attention = { layer: 0, head, queries: 2, keys: 2, weights: Float32Array.from(weights), queryRow, keyRow: queryRow };
    return [headKey(0, head), { queries: 2, keys: 2, maps: new Map(), attention, attentions: [attention] }] as [number, OwnHead];
  };
  const heads = new Map([headWith(0, [0.5, 0.5, 0.2, 0.8]), headWith(1, [0.1, 0.9, 0.9, 0.1]), headWith(2, [1, 0, 0, 1], 2)]);

  it("RankOwn_OnePair_GivesItsWeightMostFirst", () => {
    const ranked = rankOwn(heads, 0, [{ query: 1, key: 0 }]);
    expect(ranked.map((h) => h.head)).toEqual([1, 0]);
    expect(ranked.map((h) => h.value)).toEqual([0.9, 0.2].map((v) => expect.closeTo(v, 6)));
    expect(ranked.map((h) => h.keyRank)).toEqual([1, 2]);
  });

  it("RankOwn_EqualWeights_RankByPosition", () => {
    const rank = (key: number) => rankOwn(heads, 0, [{ query: 0, key }]).find((h) => h.head === 0)?.keyRank;
    expect([rank(0), rank(1)]).toEqual([1, 2]);
  });

  it("RankOwn_SeveralPairs_TakesTheGeometricMean", () => {
    const pairs = [
      { query: 0, key: 1 },
      { query: 1, key: 0 },
    ];
    expect(rankOwn(heads, 0, pairs)[0]).toMatchObject({ head: 1, value: expect.closeTo(0.9, 6) });
    expect(rankOwn(heads, 0, pairs)[1]).toMatchObject({ head: 0, value: expect.closeTo(Math.sqrt(0.1), 6) });
  });

  it("RankOwn_TokensOfAnotherSequenceOrNoPair_LeavesOut", () => {
    expect(rankOwn(heads, 0, [{ query: 2, key: 3 }]).map((h) => h.head)).toEqual([2]);
    expect(rankOwn(heads, 1, [{ query: 0, key: 1 }])).toEqual([]);
    expect(rankOwn(heads, 0, [])).toEqual([]);
  });
});

describe("rankingOf", () => {
  it("RankingOf_LikenessOrFigure_IsTheQuestion", () => {
    expect(rankingOf("like:geometry:L1H12")).toEqual({ case: "like", value: { likeness: HeadLikeness.GEOMETRY, layer: 1, head: 12 } });
    expect(rankingOf("figure:induction_score")).toEqual({ case: "profile", value: { score: "induction_score" } });
    for (const none of ["", "recall", "like:taste:L1H0", "like:attention:L1"]) expect(rankingOf(none)).toBeUndefined();
  });

  it("ValuesByHead_Heads_AreKeptByKey", () => {
    expect([...valuesByHead([{ layer: 2, head: 3, value: 0.5, keyRank: 0 }])]).toEqual([[headKey(2, 3), 0.5]]);
  });
});

describe("words", () => {
  it("Ordinal_TeensAndOthers_EndAsInEnglish", () => {
    expect([1, 2, 3, 4, 10, 11, 12, 13, 21, 22, 101, 111, 112].map(ordinal)).toEqual([
      "1st",
      "2nd",
      "3rd",
      "4th",
      "10th",
      "11th",
      "12th",
      "13th",
      "21st",
      "22nd",
      "101st",
      "111th",
      "112th",
    ]);
  });

  it("SearchFault_SyntaxOrOther_IsSaidInWords", () => {
    const failure = (field: string, description: string) => ({ code: 3, reason: "", message: "m", fields: [{ field, description }] });
    const syntax = failure("text", "is no regular expression: InsufficientClosingParentheses at character 1; see .NET's");
    expect(searchFault(syntax)).toContain("insufficient closing parentheses, at character 1.");
    expect(searchFault(failure("text", "asks for too much"))).toBe("The pattern asks for too much.");
    expect(searchFault(failure("filters[0].field", "is unknown"))).toBeUndefined();
  });
});
