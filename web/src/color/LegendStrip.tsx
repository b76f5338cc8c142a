import { useMemo } from "react";
import type { TokenTable } from "../data/tokens";
import { useTheme } from "../ui/theme";
import type { Coloring } from "./coloring";
import { colorAt, cssColor, type Palette, STEPS } from "./palette";
import "../styles/legend.css";

/** What colours and shapes mean, in a strip whose height does not change. */
export function LegendStrip({ coloring, table }: { coloring: Coloring; table?: TokenTable }) {
  const theme = useTheme();
  const palette = useMemo(() => coloring.palette(theme), [coloring, theme]);
  const legend = useMemo(() => (table ? coloring.legend(table) : ({ kind: "sides" } as const)), [coloring, table]);
  return (
    <section className="legend" aria-label="Legend" data-coloring={coloring.id}>
      <Shape query color={cssColor(colorAt(palette, legend.kind === "sides" ? 0 : 160, true))} />
      <span>query</span>
      <Shape color={cssColor(colorAt(palette, legend.kind === "sides" ? 0 : 160, false))} />
      <span>key</span>
      {legend.kind === "pictures" && <span className="quiet">each point is its patch</span>}
      {legend.kind === "scale" && (
        <>
          <span className="legend-title">{legend.title}</span>
          <span>{legend.low}</span>
          <span className="ramps">
            <Ramp palette={palette} query />
            {legend.apart && <Ramp palette={palette} />}
          </span>
          <span>{legend.high}</span>
        </>
      )}
      {legend.kind === "categories" && (
        <>
          <span className="legend-title">{legend.title}</span>
          {legend.entries.map((entry) => (
            <span key={entry.value} className="legend-entry">
              <Shape query color={cssColor(colorAt(palette, entry.value, true))} />
              {legend.apart && <Shape color={cssColor(colorAt(palette, entry.value, false))} />}
              {entry.label} <span className="quiet">{entry.count}</span>
            </span>
          ))}
        </>
      )}
    </section>
  );
}

function Shape({ color, query }: { color: string; query?: boolean }) {
  return (
    <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
      {query ? <circle cx="6" cy="6" r="5" fill={color} /> : <rect x="1.5" y="1.5" width="9" height="9" fill={color} />}
    </svg>
  );
}

function Ramp({ palette, query = false }: { palette: Palette; query?: boolean }) {
  const steps = Array.from({ length: 24 }, (_, i) => cssColor(colorAt(palette, Math.round((i / 23) * STEPS), query)));
  return <span className="ramp" style={{ background: `linear-gradient(to right, ${steps.join(", ")})` }} />;
}
