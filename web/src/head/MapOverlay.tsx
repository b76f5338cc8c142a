import { memo, type Ref, useMemo } from "react";
import { densityPaths } from "./contours";
import { placeLabels, shuffled } from "./labels";

interface Props {
  width: number;
  height: number;
  screen: Float32Array;
  queries: number;
  states: Uint8Array;
  text: (point: number) => string;
  labels: boolean;
  contours: boolean;
  marked: number[];
  hovered?: number;
  region?: number[];
  own?: { screen: Float32Array; texts: string[] };
  ref?: Ref<SVGSVGElement>;
}

/** Words, rings and outlines over the points. */
export function MapOverlay({ width, height, screen, queries, states, text, labels, contours, marked, hovered, region, own, ref }: Props) {
  const order = useMemo(() => shuffled(states.length), [states.length]);
  const placed = useMemo(() => {
    if (!labels) return placeLabels(screen, marked, text, width, height);
    const some = states.includes(2);
    return placeLabels(screen, candidates(order, states, marked, some), text, width, height);
  }, [labels, screen, marked, states, order, text, width, height]);
  const ownLabels = useMemo(
    () => new Set(own && placeLabels(own.screen, own.texts.keys(), (i) => own.texts[i], width, height).map((l) => l.point)),
    [own?.screen, own?.texts, width, height],
  );
  const side = (point: number) => (point < queries ? "query" : "key");
  return (
    <svg ref={ref} className="map-overlay" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {contours && <Rings screen={screen} queries={queries} count={states.length} width={width} height={height} />}
      {placed.map((l) => (
        <text key={l.point} className={`map-label ${side(l.point)}`} x={l.x} y={l.y} dy="0.32em">
          {l.text}
        </text>
      ))}
      {hovered !== undefined && (
        <circle className={`map-ring ${side(hovered)}`} cx={screen[hovered * 2]} cy={screen[hovered * 2 + 1]} r={9} />
      )}
      {own?.texts.map((word, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may come twice, its place does not.
        <g key={i} className="map-own" data-word={word} transform={`translate(${own.screen[i * 2]} ${own.screen[i * 2 + 1]})`}>
          <circle r={8} />
          {ownLabels.has(i) && (
            <text x={11} dy="0.32em">
              {word}
            </text>
          )}
        </g>
      ))}
      {region && <polygon className="map-region" points={region.join(" ")} />}
    </svg>
  );
}

function* candidates(order: Int32Array, states: Uint8Array, marked: number[], some: boolean): Iterable<number> {
  yield* marked;
  // What is brought out has its name; what is faded keeps quiet.
  for (const point of order) if (states[point] === (some ? 2 : 0)) yield point;
}

const Rings = memo(function Rings(props: { screen: Float32Array; queries: number; count: number; width: number; height: number }) {
  const { screen, queries, count, width, height } = props;
  const [query, key] = useMemo(
    () => [densityPaths(screen, 0, queries, width, height), densityPaths(screen, queries, count, width, height)],
    [screen, queries, count, width, height],
  );
  return (
    <>
      {[query, key].map((paths, i) => (
        <g key={i === 0 ? "query" : "key"} className={`map-density ${i === 0 ? "query" : "key"}`}>
          {paths.map((d) => (
            <path key={d.slice(0, 60)} d={d} />
          ))}
        </g>
      ))}
    </>
  );
});
