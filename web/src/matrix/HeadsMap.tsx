import { useMemo } from "react";
import { headText } from "../atlas/headAt";
import { categoryColor, cssColor } from "../color/palette";
import { boundsOf } from "../color/scale";
import { habitOf, habits, headName, trustOf } from "../data/heads";
import type { MapName } from "../data/maps";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { scaleDistances } from "./scaling";
import { spread } from "./spread";
import { useHeadDistances } from "./useHeadDistances";

const [WIDTH, HEIGHT, MARGIN] = [1100, 620, 60];

interface Props {
  jobId: string;
  heads: HeadSummary[];
  map: MapName;
  by: string;
  onOpen: (head: HeadSummary) => void;
}

/** Heads as points: near means alike. */
export function HeadsMap({ jobId, heads, map, by, onOpen }: Props) {
  const ready = useMemo(() => heads.filter((h) => h.ready), [heads]);
  const loaded = useHeadDistances(jobId, ready, by);
  const places = useMemo(() => loaded.value && scaleDistances(loaded.value, ready.length), [loaded.value, ready.length]);
  if (loaded.failure) return <FailureNote failure={loaded.failure} retry={loaded.retry} />;
  if (!places) return <Progress label="Comparing heads" share={loaded.progress} cancel={loaded.cancel} />;
  const [xs, ys] = [ready.map((_, i) => places[i * 2]), ready.map((_, i) => places[i * 2 + 1])];
  const [[x0, x1], [y0, y1]] = [boundsOf(xs), boundsOf(ys)];
  const scale = Math.min((WIDTH - 2 * MARGIN) / (x1 - x0 || 1), (HEIGHT - 2 * MARGIN) / (y1 - y0 || 1));
  const drawn = Float64Array.from({ length: ready.length * 2 }, (_, i) =>
    i % 2 === 0 ? WIDTH / 2 + (xs[i / 2] - (x0 + x1) / 2) * scale : HEIGHT / 2 + (ys[(i - 1) / 2] - (y0 + y1) / 2) * scale,
  );
  spread(drawn, ready.length > 200 ? 22 : 44);
  // Heads that were moved apart may need more room than there was.
  const [left, right] = boundsOf(drawn.filter((_, i) => i % 2 === 0));
  const [top, bottom] = boundsOf(drawn.filter((_, i) => i % 2 === 1));
  const view = [Math.min(0, left - MARGIN), Math.min(0, top - MARGIN), Math.max(WIDTH, right + MARGIN), Math.max(HEIGHT, bottom + MARGIN)];
  const at = (i: number) => [drawn[i * 2], drawn[i * 2 + 1]];
  const present = habits.filter((h) => ready.some((head) => habitOf(head) === h));
  const color = (head: HeadSummary) => {
    const habit = habitOf(head);
    return habit ? cssColor(categoryColor(habits.indexOf(habit))) : "var(--quiet)";
  };
  return (
    <div className="heads-map">
      <div className="legend">
        {present.map((h) => (
          <span key={h.score} className="legend-entry">
            <svg width="12" height="12" aria-hidden="true">
              <circle cx="6" cy="6" r="5" fill={cssColor(categoryColor(habits.indexOf(h)))} />
            </svg>
            {h.label}
          </span>
        ))}
        <span className="quiet">dashed: low fidelity; near: alike (those that would cover each other are moved apart)</span>
      </div>
      <svg viewBox={`${view[0]} ${view[1]} ${view[2] - view[0]} ${view[3] - view[1]}`}>
        <title>Map of heads</title>
        {ready.map((h, i) => {
          const [x, y] = at(i);
          return (
            // biome-ignore lint/a11y/useSemanticElements: SVG has no button of its own.
            <g
              key={headText(h)}
              role="button"
              tabIndex={0}
              className={`heads-map-head trust-${trustOf(h, map)}`}
              aria-label={`${headName(h)}, ${habitOf(h)?.says ?? "no plain habit"}`}
              transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
              onClick={() => onOpen(h)}
              onKeyDown={(e) => (e.key === "Enter" || e.key === " ") && onOpen(h)}
            >
              <circle r={13} fill={color(h)} />
              <text y={26} textAnchor="middle">
                {headName(h)}
              </text>
            </g>
          );
        })}
      </svg>
    </div>
  );
}
