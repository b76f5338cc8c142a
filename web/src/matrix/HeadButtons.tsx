import type { KeyboardEvent } from "react";
import { habitOf, headKey, headName, partOf, trustOf } from "../data/heads";
import { type MapName, summaryOf } from "../data/maps";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { Layout } from "./layout";

interface Props {
  heads: HeadSummary[];
  layout: Layout;
  map: MapName;
  /** Tiles bear the head's name, for no row or column does. */
  named: boolean;
  arrived: (head: HeadSummary) => boolean;
  figure?: (head: HeadSummary) => string;
  onLook: (head: HeadSummary | undefined) => void;
  onOpen: (head: HeadSummary) => void;
}

/** A button over each tile: what it is, how far its map may be believed, and the way in. */
export function HeadButtons({ heads, layout, map, named, arrived, figure, onLook, onOpen }: Props) {
  const move = (e: KeyboardEvent<HTMLButtonElement>) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[e.key];
    const here = layout.rects.get(Number(e.currentTarget.dataset.head));
    if (!step || !here) return;
    e.preventDefault();
    const next = [...layout.rects].find(
      ([, r]) => Math.abs(r.x - here.x - step[0] * (layout.tile + 6)) < 3 && Math.abs(r.y - here.y - step[1] * (layout.tile + 6)) < 3,
    );
    if (next) document.querySelector<HTMLElement>(`[data-head="${next[0]}"]`)?.focus();
  };
  return heads.map((h) => {
    const key = headKey(h.layer, h.head);
    const rect = layout.rects.get(key);
    if (!rect) return null;
    const trust = trustOf(h, map);
    const recall = summaryOf(h, map)?.fidelity?.attentionRecall3;
    const habit = habitOf(h);
    const says = [
      headName(h),
      partOf(h),
      habit?.says,
      h.ready ? (recall === undefined || Number.isNaN(recall) ? "recall unknown" : `recall 3 ${recall.toFixed(2)}`) : "not ready",
      trust === "low" ? "low fidelity" : "",
    ];
    return (
      <button
        key={key}
        data-head={key}
        className={`tile ${arrived(h) ? `trust-${trust}` : "waiting"}`}
        style={{ left: rect.x, top: rect.y, width: rect.size, height: rect.size }}
        aria-label={says.filter(Boolean).join(", ")}
        disabled={!h.ready}
        onMouseEnter={() => onLook(h)}
        onMouseLeave={() => onLook(undefined)}
        onFocus={(e) => e.currentTarget.matches(":focus-visible") && onLook(h)}
        onBlur={() => onLook(undefined)}
        onKeyDown={move}
        onClick={() => onOpen(h)}
      >
        {named && <span className="tile-name">{headName(h)}</span>}
        {figure && arrived(h) && <span className="tile-figure">{figure(h)}</span>}
        {trust === "low" && arrived(h) && <span className="tile-low">low fidelity</span>}
      </button>
    );
  });
}
