import type { TokenTable } from "../data/tokens";

/** A token as query or as key. */
export interface Token {
  row: number;
  query: boolean;
}

/** "q5": the sixth row of its sequence, as query. */
export const tokenText = ({ row, query }: Token, table: TokenTable): string =>
  `${query ? "q" : "k"}${row - Number(table.sequences[table.sequenceOf[row]].firstRow)}`;

/** Undefined where the sequence has no such token. */
export function tokenOf(text: string, table: TokenTable, sequence: number): Token | undefined {
  const found = /^([qk])(\d+)$/.exec(text);
  const info = table.sequences[sequence];
  if (!found || Number(found[2]) >= info.tokens) return undefined;
  return { row: Number(info.firstRow) + Number(found[2]), query: found[1] === "q" };
}
