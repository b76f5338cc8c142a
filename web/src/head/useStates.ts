import { useMemo } from "react";
import { type PointRows, pointAt } from "../data/points";
import { rowsOf, type TokenTable } from "../data/tokens";
import { TokenSide } from "../gen/attentionviz/v1/model_pb";
import type { Token } from "./token";

interface Options {
  points: PointRows;
  table: TokenTable;
  /** Points drawn round. */
  region?: number[];
  /** A token and those nearest to it. */
  near?: Token[];
  /** Place of the open sequence. */
  sequence?: number;
  /** 1 for each row that is found. */
  hits?: Uint8Array;
}

/** Which points are brought out and which fade: those drawn round; else those nearest to a token; else those of the open sequence; else those found; else all are as they are. */
export function useStates({ points, table, region, near, sequence, hits }: Options): Uint8Array {
  return useMemo(() => {
    const count = points.rows.length;
    const only = (some: number[]) => {
      const states = new Uint8Array(count).fill(1);
      for (const point of some) if (point >= 0) states[point] = 2;
      return states;
    };
    if (region) return only(region);
    if (near) return only(near.map((t) => pointAt(points, t.row, t.query)));
    if (sequence !== undefined) {
      const { first, end } = rowsOf(table.sequences[sequence], TokenSide.UNSPECIFIED);
      return Uint8Array.from(points.rows, (row) => (row >= first && row < end ? 2 : 1));
    }
    return hits ? Uint8Array.from(points.rows, (row) => (hits[row] ? 2 : 1)) : new Uint8Array(count);
  }, [points, table, region, near, sequence, hits]);
}
