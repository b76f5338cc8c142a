import type { RowChunk, RowStreamHeader } from "../gen/attentionviz/v1/tensor_pb";
import { decode } from "./tensor";

type Part = {
  part: { case: "header"; value: RowStreamHeader } | { case: "chunk"; value: RowChunk } | { case: undefined; value?: undefined };
};

export interface Rows {
  rows: number;
  columns: number;
  /** [rows, columns], row-major. */
  values: Float32Array;
}

/** A stream of rows put together. `progress` hears the share that has come, 0..1. Throws where the stream ends early. */
export async function collectRows(stream: AsyncIterable<Part>, progress?: (share: number) => void): Promise<Rows> {
  let header: RowStreamHeader | undefined;
  let values = new Float32Array();
  let got = 0;
  for await (const { part } of stream) {
    if (part.case === "header") {
      header = part.value;
      values = new Float32Array(Number(header.rows) * header.columns);
    } else if (part.case === "chunk" && header) {
      const { firstRow, rowCount, data } = part.value;
      const chunk = decode(header.dataType, data);
      if (chunk.length !== rowCount * header.columns) throw new Error(`${rowCount} rows came with ${chunk.length} values; try again`);
      values.set(chunk, Number(firstRow) * header.columns);
      got += rowCount;
      progress?.(got / Number(header.rows));
    }
  }
  if (!header || got < Number(header.rows)) throw new Error(`the stream ended after ${got} of ${header?.rows ?? "?"} rows; try again`);
  return { rows: Number(header.rows), columns: header.columns, values };
}
