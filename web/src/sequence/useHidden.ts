import { useCallback, useEffect, useMemo, useState } from "react";
import type { Token } from "./sides";

const keyOf = ({ row, query }: Token) => row * 2 + (query ? 1 : 0);

export interface Hidden {
  has: (token: Token) => boolean;
  toggle: (token: Token) => void;
  showAll: () => void;
  count: number;
}

/** Tokens that were toggled off; those of another sequence are forgotten. */
export function useHidden(sequence: string): Hidden {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  useEffect(() => setHidden(new Set()), [sequence]);
  const toggle = useCallback((token: Token) => {
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(keyOf(token))) next.add(keyOf(token));
      return next;
    });
  }, []);
  const showAll = useCallback(() => setHidden(new Set()), []);
  return useMemo(() => ({ has: (token: Token) => hidden.has(keyOf(token)), toggle, showAll, count: hidden.size }), [hidden]);
}
