import { useMemo } from "react";
import type { Failure } from "../api/failure";
import type { TokenTable } from "../data/tokens";
import { usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { type Found, searchTokens } from "./searchTokens";
import { parseWhere } from "./where";

export interface Search extends Omit<Found, "rows"> {
  /** Whether anything is looked for. */
  active: boolean;
  /** 1 for each row that matches; undefined until that is known. */
  hits?: Uint8Array;
  loading: boolean;
  failure?: Failure;
  retry: () => void;
}

const nothing: Omit<Found, "rows"> = { tokens: 0, sequences: 0, texts: [], heads: new Map() };

/** The search that the address holds, over all heads at once. While the next answer is awaited, the one before stays. */
export function useSearch(jobId: string, table: TokenTable | undefined): Search {
  const { q, match, scope, where } = usePlace();
  const conditions = useMemo(() => parseWhere(where), [where]);
  const active = q !== "" || conditions.length > 0;
  const load = active ? (signal: AbortSignal) => searchTokens(jobId, { text: q, match, scope, conditions }, signal) : undefined;
  const { value, failure, loading, retry } = useLoaded(load, [jobId, q, match, scope, where]);
  const found = active ? value : undefined;
  const hits = useMemo(() => {
    if (!found || !table) return undefined;
    const marks = new Uint8Array(table.rows);
    for (const row of found.rows) marks[row] = 1;
    return marks;
  }, [found, table]);
  return useMemo(() => {
    const { tokens, sequences, texts, heads } = found ?? nothing;
    return { active, hits, tokens, sequences, texts, heads, loading: active && loading, failure: active ? failure : undefined, retry };
  }, [active, found, hits, loading, failure, retry]);
}
