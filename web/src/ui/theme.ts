import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark";

const name = "attentionviz-theme";
const listeners = new Set<() => void>();

function chosen(): Theme {
  try {
    const kept = localStorage.getItem(name);
    if (kept === "light" || kept === "dark") return kept;
  } catch {
    // Where pages may keep nothing, what the system prefers holds.
  }
  return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
}

let theme: Theme = typeof window === "undefined" ? "light" : chosen();

/** Marks the page; to be called before the first paint. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = theme;
}

export function setTheme(next: Theme): void {
  theme = next;
  try {
    localStorage.setItem(name, next);
  } catch {
    // A page from a file may have no place to keep it in.
  }
  applyTheme();
  for (const listener of listeners) listener();
}

/** The theme of a page by itself, which keeps nothing. */
export function setOfflineTheme(given: Theme): void {
  theme = given;
  applyTheme();
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
