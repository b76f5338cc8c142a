import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const name = "attentionviz-theme";
const listeners = new Set<() => void>();

function chosen(): Theme {
  const kept = localStorage.getItem(name);
  if (kept === "light" || kept === "dark") return kept;
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

let theme: Theme = typeof window === "undefined" ? "light" : chosen();

/** Marks the page; to be called before the first paint. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme;
}

export function setTheme(next: Theme): void {
  theme = next;
  localStorage.setItem(name, next);
  applyTheme();
  for (const listener of listeners) listener();
}

export function useTheme(): Theme {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => theme,
  );
}
