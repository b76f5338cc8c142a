import { describe, expect, it } from "vitest";
import { collectRows } from "../../src/api/rows";
import { DataType, type RowChunk, type RowStreamHeader } from "../../src/gen/attentionviz/v1/tensor_pb";
import { Random, seeds } from "./random";

type Part = Parameters<typeof collectRows>[0] extends AsyncIterable<infer T> ? T : never;

const header = (rows: number, columns: number): Part => ({
  part: {
    case: "header",
    value: { dataType: DataType.FLOAT32, rows: BigInt(rows), columns, startRow: 0n } as RowStreamHeader,
  },
});

function chunk(values: Float32Array, columns: number, first: number, end: number): Part {
  const data = new Uint8Array(values.slice(first * columns, end * columns).buffer);
  return { part: { case: "chunk", value: { firstRow: BigInt(first), rowCount: end - first, data } as RowChunk } };
}

async function* sent(parts: Part[]) {
  yield* parts;
}

describe("collectRows", () => {
  it.each(seeds(20))("CollectRows_ChunksInAnyOrder_MakeTheWholeArray %i", async (seed) => {
    const random = new Random(seed);
    const [rows, columns] = [random.whole(1, 60), random.whole(1, 5)];
    const values = Float32Array.from({ length: rows * columns }, () => random.normal());
    const chunks: Part[] = [];
    for (let first = 0; first < rows; ) {
      const end = Math.min(rows, first + random.whole(1, 9));
      chunks.splice(random.whole(0, chunks.length), 0, chunk(values, columns, first, end));
      first = end;
    }
    const shares: number[] = [];
    const got = await collectRows(sent([header(rows, columns), ...chunks]), (share) => shares.push(share));
    expect(got).toEqual({ rows, columns, values });
    expect(shares).toHaveLength(chunks.length);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("CollectRows_NoRows_IsEmpty", async () => {
    expect(await collectRows(sent([header(0, 3)]))).toEqual({ rows: 0, columns: 3, values: new Float32Array(0) });
  });

  it("CollectRows_StreamThatEndsEarly_SaysHowFarItCame", async () => {
    const values = new Float32Array(10);
    await expect(collectRows(sent([header(5, 2), chunk(values, 2, 0, 3)]))).rejects.toThrow("after 3 of 5 rows");
    await expect(collectRows(sent([]))).rejects.toThrow("after 0 of ? rows");
  });
});
