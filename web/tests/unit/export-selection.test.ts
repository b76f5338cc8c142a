import { describe, expect, it } from "vitest";
import { pointsOf } from "../../src/data/points";
import { csvOf, recordsOf, type SelectedPoint } from "../../src/export/selection";
import { TokenSide } from "../../src/gen/attentionviz/v1/model_pb";
import { Random, seeds } from "./random";
import { sampleOf } from "./sample";

/** RFC 4180, strictly: throws where the text is none. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = "";
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) throw new Error("a quote is not closed");
        if (text[at] === '"' && text[++at] !== '"') break;
        cell += text[at];
      }
    } else {
      while (at < text.length && !/[,\r\n"]/.test(text[at])) cell += text[at++];
    }
    row.push(cell);
    if (text[at] === ",") at++;
    else if (text.startsWith("\r\n", at)) {
      rows.push(row);
      row = [];
      at += 2;
      continue;
    } else throw new Error(`'${text[at]}' at ${at} is not expected`);
    // A comma before the end of a line has an empty cell after it.
    if (text.startsWith("\r\n", at)) {
      rows.push([...row, ""]);
      row = [];
      at += 2;
    }
  }
  if (row.length > 0) throw new Error("the last line has no end");
  return rows;
}

const words = ["play", "", ",", '"', '""', "a\r\nb", "\n", "é語🙂", "=1+2", "-", "@x", "+", "\t", "\r", "'", "'=1", " =1", "a,b", "1"];

describe("csvOf", () => {
  it.each(seeds(40))("CsvOf_AnyRecords_AreReadBackByTheRulesOfRfc4180 %i", (seed) => {
    const random = new Random(seed);
    const columns = [...new Set(["type", "x", ...random.many(random.whole(0, 5), () => 0).map(() => `meta.${random.pick(words)}`)])];
    const value = () => (random.next() < 0.3 ? null : random.next() < 0.5 ? random.normal() : random.pick(words));
    const records: SelectedPoint[] = Array.from({ length: random.whole(1, 8) }, () => Object.fromEntries(columns.map((c) => [c, value()])));
    const [header, ...rows] = parseCsv(csvOf(records));
    expect(header).toEqual(columns);
    const guarded = (v: string) => (["=", "+", "-", "@", "\t", "\r"].includes(v[0]) ? `'${v}` : v);
    expect(rows).toEqual(records.map((r) => columns.map((c) => (typeof r[c] === "string" ? guarded(r[c]) : `${r[c] ?? ""}`))));
  });

  it("CsvOf_TextThatASpreadsheetTakesForAFormula_IsNone", () => {
    for (const text of ["=cmd()", "+1", "-1", "@sum", "\t=1", "\r=1", '=HYPERLINK("x","y")']) {
      const [, [cell]] = parseCsv(csvOf([{ token: text }]));
      expect(cell).toBe(`'${text}`);
    }
    // Numbers stay numbers, below nought too.
    expect(csvOf([{ x: -1.5 }])).toBe("x\r\n-1.5\r\n");
  });
});

describe("recordsOf", () => {
  const table = sampleOf([
    { tokens: ["a", "b"], target: ["c"], metadata: { topic: "x" } },
    { tokens: ["d"], target: ["e", "f"], metadata: { words: 3, constructor: "y" }, id: "second" },
  ]);
  const points = pointsOf(table, { querySide: TokenSide.TARGET, keySide: TokenSide.SOURCE });
  const positions = Float32Array.from({ length: points.rows.length * 3 }, (_, i) => i / 4);

  it("RecordsOf_Selection_SaysOfEachPointWhatItIs", () => {
    expect(recordsOf({ table, points, positions, dimensions: 3, selected: [1, 5] })).toEqual([
      {
        type: "query",
        token: "e",
        token_id: 104,
        row: 4,
        sequence_index: 10,
        sequence_id: "second",
        position: 0,
        x: 0.75,
        y: 1,
        z: 1.25,
        "meta.constructor": "y",
        "meta.topic": null,
        "meta.words": 3,
      },
      {
        type: "key",
        token: "d",
        token_id: 103,
        row: 3,
        sequence_index: 10,
        sequence_id: "second",
        position: 0,
        x: 3.75,
        y: 4,
        z: 4.25,
        "meta.constructor": "y",
        "meta.topic": null,
        "meta.words": 3,
      },
    ]);
  });

  it("RecordsOf_TwoDimensions_HasNoThird", () => {
    const records = recordsOf({ table, points, positions, dimensions: 2, selected: [...points.rows.keys()] });
    expect(records).toHaveLength(6);
    for (const [i, r] of records.entries()) expect([r.x, r.y, "z" in r]).toEqual([i / 2, i / 2 + 0.25, false]);
    const columns = records.map((r) => Object.keys(r).join());
    expect(new Set(columns).size).toBe(1);
    expect(records.filter((r) => r["meta.topic"] === "x")).toHaveLength(3);
  });
});
