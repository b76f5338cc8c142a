import type { HeadProfile, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { TokenSide } from "../gen/attentionviz/v1/model_pb";
import type { MapName } from "./maps";
import { summaryOf } from "./maps";

export const headName = (h: { layer: number; head: number }): string => `L${h.layer} H${h.head}`;

/** The part of an encoder-decoder that a head is of; empty in a model of one part. */
export function partOf({ querySide, keySide }: Pick<HeadSummary, "querySide" | "keySide">): "" | "encoder" | "decoder" | "cross" {
  if (querySide === TokenSide.UNSPECIFIED) return "";
  if (querySide !== keySide) return "cross";
  return querySide === TokenSide.SOURCE ? "encoder" : "decoder";
}

export const headKey = (layer: number, head: number): number => layer * 65536 + head;

/** A figure of the head profile by which heads can be told apart. */
export interface Habit {
  field: keyof HeadProfile & string;
  /** As FindHeads names it. */
  score: string;
  label: string;
  says: string;
  /** Below this the head does not have the habit. */
  least: number;
}

const habit = (field: Habit["field"], label: string, says: string, least = 0.4): Habit => ({
  field,
  score: field.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`),
  label,
  says,
  least,
});

/** In this order a head that has several is named by the strongest. */
export const habits: Habit[] = [
  habit("previousScore", "previous token", "looks at the token before"),
  habit("nextScore", "next token", "looks at the token after"),
  habit("positionalScore", "positional", "looks a fixed distance away"),
  habit("sameTokenScore", "same token", "looks at other places with the same token"),
  habit("inductionScore", "induction", "looks at what followed the same token before"),
  habit("sinkScore", "delimiter", "looks at the first token, special tokens and punctuation", 0.6),
  habit("rowScore", "row", "a patch looks along its row"),
  habit("columnScore", "column", "a patch looks along its column"),
  habit("localScore", "local", "a patch looks at those that touch it"),
  habit("broadScore", "broad", "spreads its attention evenly", 0.5),
];

const figure = (head: HeadSummary, h: Habit) => (head.profile?.[h.field] as number | undefined) ?? 0;

/** What the head does most plainly; undefined where nothing stands out. */
export function habitOf(head: HeadSummary): Habit | undefined {
  // A head that looks at the previous token is positional, too: the plainer word goes first.
  const [first] = habits
    .filter((h) => figure(head, h) >= h.least)
    .sort((a, b) => figure(head, b) - figure(head, a) || habits.indexOf(a) - habits.indexOf(b));
  return first;
}

/** Numbers of a head that heads can be sorted by. NaN where there is none. */
export function scoreOf(head: HeadSummary, by: string, map: MapName): number {
  if (by === "recall") return summaryOf(head, map)?.fidelity?.attentionRecall3 ?? Number.NaN;
  if (by === "gain") return recallGain(head, map);
  if (by === "mixing") return summaryOf(head, map)?.fidelity?.mixing ?? Number.NaN;
  if (by === "correlation") return summaryOf(head, map)?.fidelity?.correlationMap ?? Number.NaN;
  if (by === "entropy") return head.profile?.entropy ?? Number.NaN;
  const found = habits.find((h) => h.score === by);
  return found && head.ready ? figure(head, found) : Number.NaN;
}

/** Where recall stands between chance (0) and perfect (1). */
export function recallGain(head: HeadSummary, map: MapName): number {
  const f = summaryOf(head, map)?.fidelity;
  return f ? (f.attentionRecall3 - f.attentionRecall3Random) / (1 - f.attentionRecall3Random) : Number.NaN;
}

export type Trust = "high" | "middling" | "low" | "unknown";

/** How far the map of a head may be believed, in three steps: how much of the way from chance to perfect recall it comes. */
export function trustOf(head: HeadSummary, map: MapName): Trust {
  const gain = recallGain(head, map);
  if (Number.isNaN(gain)) return "unknown";
  return gain >= 0.4 ? "high" : gain >= 0.15 ? "middling" : "low";
}

/** The profile as numbers, for distances between heads. */
export const profileOf = (head: HeadSummary): number[] => habits.map((h) => figure(head, h));
