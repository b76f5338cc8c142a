import { create } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import { tableOf } from "../../src/data/tokens";
import { AtlasSchema } from "../../src/gen/attentionviz/v1/atlas_pb";
import { StreamTokensResponseSchema } from "../../src/gen/attentionviz/v1/atlas_service_pb";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { cellAt, matrixLayout } from "../../src/sequence/matrixLayout";
import { hintOf, modeOf, modesOf } from "../../src/sequence/modes";
import { placeIn, sidesOf, specialRows, visible } from "../../src/sequence/sides";
import { thumbOf } from "../../src/sequence/thumbs";
import { unavailable } from "../../src/sequence/unavailable";
import { picked } from "../../src/sequence/useAsk";

/** Two sequences of three tokens each, the first token special where asked for; two sides where `source` is above 0. */
function table(special: boolean, source = 0) {
  const texts = ["[CLS]", "a", "b", "[CLS]", "c", "d"];
  return tableOf([
    create(StreamTokensResponseSchema, {
      totalRows: 6n,
      texts,
      positions: [0, 1, 2, 0, 1, 2],
      tokenIds: [0, 1, 2, 0, 3, 4],
      special: texts.map((t) => special && t === "[CLS]"),
      sides: source > 0 ? [0, 1, 2, 0, 1, 2].map((i) => (i < source ? TokenSide.SOURCE : TokenSide.TARGET)) : [],
      sequences: [0, 1].map((i) => ({ index: BigInt(i * 7), firstRow: BigInt(i * 3), tokens: 3, sourceTokens: source })),
    }),
  ]);
}

const self = { querySide: TokenSide.UNSPECIFIED, keySide: TokenSide.UNSPECIFIED, causal: false };

describe("sides", () => {
  test("SidesOf_SelfAttention_AreTheSameTokensTwice", () => {
    const { queries, keys } = sidesOf(table(true), self, 1);
    expect(queries.texts).toEqual(["[CLS]", "c", "d"]);
    expect([keys.texts, keys.firstRow]).toEqual([queries.texts, 3]);
  });

  test("SidesOf_CrossAttention_AreTargetAndSourceByName", () => {
    const { queries, keys } = sidesOf(table(true, 2), { querySide: TokenSide.TARGET, keySide: TokenSide.SOURCE }, 1);
    expect([queries.title, queries.texts, queries.firstRow]).toEqual(["Queries (target)", ["d"], 5]);
    expect([keys.title, keys.texts, keys.firstRow]).toEqual(["Keys (source)", ["[CLS]", "c"], 3]);
  });

  test("PlaceIn_TokenOfAnotherSequenceOrKind_IsNowhere", () => {
    const { queries } = sidesOf(table(true), self, 1);
    expect(placeIn(queries, true, { row: 4, query: true })).toBe(1);
    expect(placeIn(queries, true, { row: 2, query: true })).toBe(-1);
    expect(placeIn(queries, true, { row: 4, query: false })).toBe(-1);
  });

  test("SpecialRows_FlaggedTokens_AreThose", () => {
    expect(specialRows(table(true), self, 1)).toEqual([3]);
  });

  test("SpecialRows_CausalModelWithoutAny_IsTheFirstToken", () => {
    expect(specialRows(table(false), { ...self, causal: true }, 1)).toEqual([3]);
    expect(specialRows(table(false), self, 1)).toEqual([]);
  });

  test("Visible_WhiteSpace_CanBeSeen", () => {
    expect([visible(" "), visible(" the"), visible("a\nb"), visible("")]).toEqual(["␣", "·the", "a↵b", "␣"]);
  });
});

describe("asking", () => {
  test("Picked_QueryThenKey_MakesAPair", () => {
    const one = picked({ on: true, pairs: [] }, { row: 4, query: true }, false);
    expect(picked(one, { row: 2, query: false }, false)).toEqual({ on: true, pairs: [{ query: 4, key: 2 }] });
  });

  test("Picked_KeyFirst_WaitsForAQuery", () => {
    const start = { on: true, pairs: [] };
    expect(picked(start, { row: 2, query: false }, false)).toEqual(start);
  });

  test("Picked_TwoPatches_AreQueryThenKey", () => {
    const one = picked({ on: true, pairs: [] }, { row: 4, query: true }, true);
    expect(picked(one, { row: 2, query: true }, true).pairs).toEqual([{ query: 4, key: 2 }]);
  });

  test("Picked_SamePairTwice_IsOnePair", () => {
    const known = { on: true, from: 4, pairs: [{ query: 4, key: 2 }] };
    expect(picked(known, { row: 2, query: false }, false).pairs.length).toBe(1);
  });
});

describe("thumbnails", () => {
  test("ThumbOf_LongSequence_KeepsAThinDiagonal", () => {
    const n = 500;
    const weights = new Float32Array(n * n);
    for (let i = 0; i < n; i++) weights[i * n + i] = 1;
    const { width, height, shares } = thumbOf({ layer: 0, head: 0, queries: n, keys: n, weights, queryRow: 0, keyRow: 0 }, 48);
    expect([width, height]).toEqual([48, 48]);
    for (let i = 0; i < 48; i++) expect(shares[i * 48 + i]).toBe(255);
    expect(shares.filter((s) => s > 0).length).toBeLessThan(3 * 48);
  });

  test("ThumbOf_ShortSequence_HasAPixelAWeight", () => {
    const weights = Float32Array.of(1, 0, 0.25, 0.75);
    const { width, height, shares } = thumbOf({ layer: 0, head: 0, queries: 2, keys: 2, weights, queryRow: 0, keyRow: 0 });
    expect([width, height, ...shares]).toEqual([2, 2, 255, 0, 128, Math.round(Math.sqrt(0.75) * 255)]);
  });
});

describe("matrix", () => {
  test("CellAt_MiddleOfEachCell_IsThatCell", () => {
    const layout = matrixLayout(500, 5, 9);
    for (let query = 0; query < 5; query++)
      for (let key = 0; key < 9; key++) {
        const [x, y] = [layout.left + (key + 0.5) * layout.cell, layout.top + (query + 0.5) * layout.cell];
        expect(cellAt(layout, 5, 9, x, y)).toEqual({ query, key });
      }
    expect(cellAt(layout, 5, 9, layout.left - 1, layout.top + 1)).toBeUndefined();
  });

  test("MatrixLayout_ManyTokens_FitsWithoutNames", () => {
    const layout = matrixLayout(500, 100, 100);
    expect(layout.left).toBe(0);
    expect(layout.width).toBeLessThanOrEqual(501);
  });
});

describe("modes", () => {
  test("ModeOf_NameOfTheOtherKind_IsTheFirst", () => {
    expect([modeOf(false, "flows"), modeOf(true, "one"), modeOf(true, "all"), modeOf(false, "")]).toEqual(["one", "token", "all", "one"]);
  });

  test("HintOf_EveryMode_SaysWhatAClickDoes", () => {
    for (const image of [true, false]) for (const { show } of modesOf(image)) expect(hintOf(image, show)).toContain("click");
  });

  test("Unavailable_LayersThatMoreDecides_SayWhy", () => {
    const atlas = create(AtlasSchema, {
      model: { layers: [{ layer: 0 }, { layer: 1, hasBias: true }, { layer: 2, logitCap: 50, hasSink: true }] },
    });
    expect(unavailable(atlas, 0)).toBeUndefined();
    expect(unavailable(atlas, 1)).toContain("position bias");
    expect(unavailable(atlas, 2)).toMatch(/capped.*sink/);
  });
});
