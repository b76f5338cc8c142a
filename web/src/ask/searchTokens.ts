import { explore } from "../api/clients";
import { valuesOf } from "../api/tensor";
import { headKey } from "../data/heads";
import { SearchScope, TextMatch } from "../gen/attentionviz/v1/explore_service_pb";
import { type Condition, filterOf } from "./where";

export interface Question {
  text: string;
  match: string;
  scope: string;
  conditions: Condition[];
}

export interface Found {
  /** Rows that match, ascending. */
  rows: Int32Array;
  tokens: number;
  sequences: number;
  texts: { text: string; count: number }[];
  heads: Map<number, { queries: number; keys: number }>;
}

const matches: Record<string, TextMatch> = { substring: TextMatch.SUBSTRING, regex: TextMatch.REGEX };

/** Every row that matches, page by page. */
export async function searchTokens(jobId: string, question: Question, signal: AbortSignal): Promise<Found> {
  const request = {
    jobId,
    text: question.text,
    match: matches[question.match] ?? TextMatch.EXACT,
    scope: question.scope === "sequence" ? SearchScope.SEQUENCE : SearchScope.TOKEN,
    ignoreCase: true,
    filters: question.conditions.map(filterOf),
    pageSize: 100_000,
  };
  const first = await explore.searchTokens(request, { signal });
  const tokens = Number(first.matchedTokens);
  const rows = new Int32Array(tokens);
  let got = 0;
  for (let page = first; ; page = await explore.searchTokens({ ...request, pageToken: page.nextPageToken }, { signal })) {
    const some = valuesOf(page.rows);
    rows.set(some, got);
    got += some.length;
    if (!page.nextPageToken) break;
  }
  return {
    rows,
    tokens,
    sequences: Number(first.matchedSequences),
    texts: first.texts.map(({ text, count }) => ({ text, count: Number(count) })),
    heads: new Map(first.heads.map((h) => [headKey(h.layer, h.head), { queries: Number(h.queries), keys: Number(h.keys) }])),
  };
}
