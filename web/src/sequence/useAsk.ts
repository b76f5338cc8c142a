import { useCallback, useEffect, useState } from "react";
import type { Token } from "./sides";

export interface Pair {
  query: number;
  key: number;
}

/** "Find heads where this attends to that": pairs of rows that are picked one token after the other. */
export interface Asking {
  on: boolean;
  /** Query that waits for its key. */
  from?: number;
  pairs: Pair[];
  start: () => void;
  stop: () => void;
  pick: (token: Token) => void;
  drop: (pair: Pair) => void;
}

interface State {
  on: boolean;
  from?: number;
  pairs: Pair[];
}

const off: State = { on: false, pairs: [] };

/** @param oneSide Tokens are shown once (an image): the first that is picked asks, the second is looked at. */
export function picked(state: State, token: Token, oneSide: boolean): State {
  const asks = oneSide ? state.from === undefined : token.query;
  if (asks) return { ...state, from: token.row };
  if (state.from === undefined) return state;
  const pair = { query: state.from, key: token.row };
  const known = state.pairs.some((p) => p.query === pair.query && p.key === pair.key);
  return { on: true, pairs: known ? state.pairs : [...state.pairs, pair] };
}

export function useAsk(sequence: string, oneSide: boolean): Asking {
  const [state, setState] = useState(off);
  useEffect(() => setState(off), [sequence]);
  return {
    ...state,
    start: useCallback(() => setState({ on: true, pairs: [] }), []),
    stop: useCallback(() => setState(off), []),
    pick: useCallback((token: Token) => setState((s) => picked(s, token, oneSide)), [oneSide]),
    drop: useCallback((pair: Pair) => setState((s) => ({ ...s, pairs: s.pairs.filter((p) => p !== pair) })), []),
  };
}
