import { useEffect } from "react";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { go, placeNow } from "../state/place";
import { headText, neighbour } from "./headAt";

const arrows: Record<string, [number, number]> = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** A control that uses the keys itself. */
const typed = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest("input, textarea, select, dialog, [data-keys]") !== null;

/** Arrows go to the heads around this one; Esc goes back one step: what is drawn round, the sequence, the panel, then all heads. */
export function useKeys(atlas: Atlas | undefined, head: HeadSummary | undefined): void {
  useEffect(() => {
    const down = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typed(e.target)) return;
      const step = arrows[e.key];
      if (step && head && atlas) {
        const there = neighbour(atlas, head, ...step);
        if (there) go({ head: headText(there) });
        e.preventDefault();
      }
      if (e.key === "Escape") {
        const place = placeNow();
        if (place.area) go({ area: "", panel: place.panel === "selection" ? "" : place.panel });
        else if (place.seq) go({ seq: "", token: "", pairs: "" });
        else if (place.panel) go({ panel: "" });
        else if (place.head) go({ head: "", at: "" });
      }
    };
    window.addEventListener("keydown", down);
    return () => window.removeEventListener("keydown", down);
  }, [atlas, head]);
}
