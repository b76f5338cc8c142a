import { headText } from "../atlas/headAt";
import { headName } from "../data/heads";
import type { Caption } from "./figure";

/** What weights are of: without it a figure or a file of them says little. */
export interface Facts {
  model: string;
  corpus: string;
  layer: number;
  head: number;
  /** Place in the corpus; undefined for a sequence of the user's own. */
  index?: number;
  id: string;
  text: string;
  tokens: number;
  /** Weights are multiplied by value norms. */
  valueNorms: boolean;
  /** Special tokens are left out. */
  withoutSpecial: boolean;
  /** How many tokens were left out by hand. */
  hidden: number;
  /** The mean by position over so many sequences. */
  meanOver?: number;
}

export function captionOf(facts: Facts): Caption {
  const { model, index, id, text, tokens, valueNorms, withoutSpecial, hidden, meanOver } = facts;
  const notes = [
    `${id || (index === undefined ? "own sequence" : `sequence ${index}`)}, ${tokens} tokens`,
    valueNorms ? "attention weights times value norms" : "attention weights",
    meanOver !== undefined && `mean by position over ${meanOver} sequences`,
    withoutSpecial && "without special tokens",
    hidden > 0 && `${hidden} left out by hand`,
    (valueNorms || withoutSpecial || hidden > 0) && "rows brought to a sum of 1 again",
  ];
  return { title: `${model}, ${headName(facts)}`, text, notes: notes.filter((n) => n !== false) };
}

/** Of a file; `mode` as in sequence/modes. */
export const nameOf = (facts: Facts, mode: string): string =>
  `${facts.model}-${headText(facts)}-${facts.index ?? "own"}-${mode === "all" ? "mean" : mode}`;
