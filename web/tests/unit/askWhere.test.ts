import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { fieldsOf, mostChoices } from "../../src/ask/fields";
import { type Condition, filterOf, formatWhere, parseWhere, withCondition } from "../../src/ask/where";
import { tableOf } from "../../src/data/tokens";
import { StreamTokensResponseSchema } from "../../src/gen/attentionviz/v1/atlas_service_pb";

describe("parseWhere", () => {
  it("ParseWhere_TextRangeAndList_GivesAConditionEach", () => {
    expect(parseWhere("topic=nature;words=4..9;kind=a|b")).toEqual([
      { field: "topic", values: ["nature"] },
      { field: "words", from: 4, to: 9 },
      { field: "kind", values: ["a", "b"] },
    ]);
  });

  it("ParseWhere_OpenRange_LeavesThatEndOut", () => {
    expect(parseWhere("words=4..;year=..-2.5")).toEqual([
      { field: "words", from: 4, to: undefined },
      { field: "year", from: undefined, to: -2.5 },
    ]);
  });

  it.each(["", ";;", "topic", "=nature", "topic=", "words=..", "words=a..9"])("ParseWhere_NoCondition_IsLeftOut %s", (text) => {
    expect(parseWhere(text)).toEqual([]);
  });

  const odd: Condition[] = [
    { field: "a=b;c", values: ["x;y", "p|q", "50%", "1..2", "...", "é 語", "%3B", "a=b"] },
    { field: "n", from: -1e-7, to: 1e21 },
    { field: "m", from: 0, to: undefined },
    { field: "k", from: undefined, to: 0 },
    { field: "spaces in it", values: [" x "] },
  ];

  it("FormatWhere_AnyText_IsReadBackAlike", () => {
    expect(parseWhere(formatWhere(odd))).toEqual(odd);
    for (const c of odd) expect(parseWhere(formatWhere([c]))).toEqual([c]);
  });

  it("FormatWhere_NothingAskedFor_IsEmpty", () => {
    expect(formatWhere([{ field: "topic", values: [] }, { field: "words" }, { field: "kind", values: [""] }])).toBe("");
  });

  it("WithCondition_KnownField_TakesItsPlace", () => {
    const two: Condition[] = [
      { field: "a", values: ["1"] },
      { field: "b", values: ["2"] },
    ];
    expect(withCondition(two, { field: "a", values: ["3"] }).map((c) => formatWhere([c]))).toEqual(["a=3", "b=2"]);
    expect(withCondition(two, { field: "c", from: 1 }).map((c) => c.field)).toEqual(["a", "b", "c"]);
  });
});

describe("filterOf", () => {
  it("FilterOf_OneTextSeveralOrARange_AsksForIt", () => {
    expect(filterOf({ field: "a", values: ["x"] }).condition).toEqual({ case: "equals", value: "x" });
    expect(filterOf({ field: "a", values: ["x", "y"] }).condition).toEqual({ case: "anyOf", value: { values: ["x", "y"] } });
    expect(filterOf({ field: "a", to: 3 }).condition).toEqual({ case: "range", value: { minimum: undefined, maximum: 3 } });
  });
});

describe("fieldsOf", () => {
  const text = (value: string) => ({ value: { case: "text" as const, value } });
  const number = (value: number) => ({ value: { case: "number" as const, value } });
  const tableWith = (rows: Record<string, ReturnType<typeof text> | ReturnType<typeof number>>[], id = "") =>
    tableOf([
      create(StreamTokensResponseSchema, {
        totalRows: BigInt(rows.length),
        sequences: rows.map((metadata, i) => ({ index: BigInt(i), firstRow: BigInt(i), tokens: 1, metadata, id: id && `${id}${i}` })),
        texts: rows.map(() => "a"),
        positions: rows.map(() => 0),
        tokenIds: rows.map(() => 1),
        special: rows.map(() => false),
      }),
    ]);

  it("FieldsOf_TextsAndNumbers_AreToldApart", () => {
    const fields = fieldsOf(
      tableWith([{ topic: text("b"), words: number(4) }, { topic: text("a") }, { topic: text("b"), words: number(-1) }], "s"),
    );
    expect(fields).toEqual([
      {
        name: "topic",
        kind: "choices",
        choices: [
          { text: "b", count: 2 },
          { text: "a", count: 1 },
        ],
      },
      { name: "words", kind: "number", least: -1, most: 4 },
      { name: "id", kind: "text" },
    ]);
  });

  it("FieldsOf_MoreTextsThanCanBeListed_IsTyped", () => {
    const many = Array.from({ length: mostChoices + 1 }, (_, i) => ({ name: text(`n${i}`) }));
    expect(fieldsOf(tableWith(many))).toEqual([{ name: "name", kind: "text" }]);
    expect(fieldsOf(tableWith(many.slice(1)))[0].kind).toBe("choices");
  });

  it("FieldsOf_NumbersAmongTexts_AreTexts", () => {
    expect(fieldsOf(tableWith([{ grade: text("A") }, { grade: number(1) }]))[0].kind).toBe("choices");
  });
});
