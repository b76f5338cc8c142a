import { useEffect } from "react";

/** "/" goes to the search, "?" explains the page. */
export function usePageKeys(explain: () => void): void {
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      const target = e.target as HTMLElement;
      if (e.ctrlKey || e.metaKey || e.altKey || target.closest("input, textarea, select, dialog")) return;
      const search = document.getElementById("search");
      if (e.key === "/" && search) {
        e.preventDefault();
        search.focus();
      }
      if (e.key === "?") explain();
    };
    window.addEventListener("keydown", down);
    return () => window.removeEventListener("keydown", down);
  }, [explain]);
}
