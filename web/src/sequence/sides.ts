import { rowsOf, type TokenTable, textAt } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { TokenSide } from "../gen/attentionviz/v1/model_pb";

/** The tokens that ask, or those that are looked at, in their order. */
export interface Side {
  title: string;
  texts: string[];
  /** Row of the token table of the first; the others follow. */
  firstRow: number;
}

export interface Sides {
  queries: Side;
  keys: Side;
}

export interface Token {
  row: number;
  query: boolean;
}

const names: Record<TokenSide, string> = {
  [TokenSide.UNSPECIFIED]: "",
  [TokenSide.SOURCE]: " (source)",
  [TokenSide.TARGET]: " (target)",
};

function sideOf(table: TokenTable, sequence: number, side: TokenSide, title: string): Side {
  const { first, end } = rowsOf(table.sequences[sequence], side);
  return { title: title + names[side], texts: Array.from({ length: end - first }, (_, i) => textAt(table, first + i)), firstRow: first };
}

export function sidesOf(table: TokenTable, head: Pick<HeadSummary, "querySide" | "keySide">, sequence: number): Sides {
  return {
    queries: sideOf(table, sequence, head.querySide, "Queries"),
    keys: sideOf(table, sequence, head.keySide, "Keys"),
  };
}

/** Place of the token within the side; -1 where it is of another side or sequence. */
export function placeIn(side: Side, query: boolean, token: Token | undefined): number {
  if (!token || token.query !== query) return -1;
  const place = token.row - side.firstRow;
  return place >= 0 && place < side.texts.length ? place : -1;
}

/** Rows of the sequence that "hide special tokens" leaves out. A causal model without any rests its idle attention on the first token. */
export function specialRows(table: TokenTable, head: Pick<HeadSummary, "causal" | "keySide">, sequence: number): number[] {
  const { first, end } = rowsOf(table.sequences[sequence], TokenSide.UNSPECIFIED);
  const rows: number[] = [];
  for (let row = first; row < end; row++) if (table.special[row]) rows.push(row);
  if (rows.length > 0 || !head.causal || table.special.includes(1)) return rows;
  return [rowsOf(table.sequences[sequence], head.keySide).first];
}

/** White space made visible, so that every token has something to be seen by. */
export function visible(text: string): string {
  const shown = text.replaceAll("\n", "↵").replaceAll("\t", "⇥");
  return shown.trim() === "" ? "␣".repeat(Math.max(1, shown.length)) : shown.replace(/^ | $/g, "·");
}
