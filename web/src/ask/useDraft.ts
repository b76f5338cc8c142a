import { useEffect, useRef, useState } from "react";

/** What is being typed, told on once typing pauses; a value that comes from elsewhere replaces it. */
export function useDraft(value: string, tell: (text: string) => void, pause = 120): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const known = useRef(value);
  const teller = useRef(tell);
  teller.current = tell;
  useEffect(() => {
    if (value === known.current) return;
    known.current = value;
    setText(value);
  }, [value]);
  useEffect(() => {
    if (text === known.current) return;
    const timer = setTimeout(() => {
      known.current = text;
      teller.current(text);
    }, pause);
    return () => clearTimeout(timer);
  }, [text, pause]);
  return [text, setText];
}
