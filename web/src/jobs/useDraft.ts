import { useCallback, useEffect, useRef, useState } from "react";
import { type Draft, keepDraft, keptDraft } from "./draft";

const settle = 300;

/** What was typed stays when one looks elsewhere and comes back, for as long as the tab lasts. */
export function useDraft(): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(keptDraft);
  const last = useRef(draft);
  last.current = draft;
  useEffect(() => {
    const timer = setTimeout(() => keepDraft(draft), settle);
    return () => clearTimeout(timer);
  }, [draft]);
  useEffect(() => {
    const keep = () => keepDraft(last.current);
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
  const set = useCallback((change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change })), []);
  return [draft, set];
}
