import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { grouped } from "../ui/counted";
import { useTheme } from "../ui/theme";
import { drawLines } from "./drawLines";
import { placeIn, type Side, type Token } from "./sides";
import { mostLines, strongest } from "./strongest";
import { TokenColumn } from "./TokenColumn";
import { placesOf, rowOf, type Weights } from "./weights";

export interface AttentionColumnsProps {
  queries: Side;
  keys: Side;
  /** As they are shown: without what is hidden. Undefined while they are loaded; the tokens stay. */
  weights?: Weights;
  hidden: (token: Token) => boolean;
  hovered?: Token;
  selected?: Token;
  grey?: boolean;
  /** Pairs of rows to mark. */
  pairs?: readonly { query: number; key: number }[];
  onHover: (token: Token | undefined) => void;
  /** A click, by mouse or keyboard; `select` with Shift. */
  onClick: (token: Token, select: boolean) => void;
}

const none: ReadonlySet<number> = new Set();

/** Queries left, keys right, lines between: the Sentence View of one head. */
export function AttentionColumns({
  queries,
  keys,
  weights,
  hidden,
  hovered,
  selected,
  grey,
  pairs,
  onHover,
  onClick,
}: AttentionColumnsProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const theme = useTheme();
  const hover = [placeIn(queries, true, hovered), placeIn(keys, false, hovered)];
  const chosen = [placeIn(queries, true, selected), placeIn(keys, false, selected)];
  const found = useMemo(() => weights && strongest(weights, mostLines), [weights]);
  const alone = useMemo(() => weights && placesOf(weights, hover[0], hover[1]), [weights, hover[0], hover[1]]);
  const strong = useMemo(() => weights && placesOf(weights, chosen[0], chosen[1]), [weights, chosen[0], chosen[1]]);

  const draw = useCallback(() => {
    if (!canvas.current || !scroll.current || size.width === 0) return;
    const rowHeight = scroll.current.querySelector<HTMLElement>("[data-place]")?.offsetHeight ?? 0;
    const marked = (pairs ?? []).map((p) => [p.query - queries.firstRow, p.key - keys.firstRow] as const);
    const shown = weights ?? { queries: 0, keys: 0, values: new Float32Array() };
    const places = alone ?? found?.places ?? [];
    const scrolled = scroll.current.scrollTop;
    drawLines(canvas.current, {
      weights: shown,
      places,
      alone: alone !== undefined,
      strong: alone ? none : new Set(strong),
      marked,
      rowHeight,
      scrolled,
    });
  }, [weights, found, alone, strong, pairs, size, theme, queries, keys]);

  useLayoutEffect(draw, [draw]);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setSize({ width: entry.contentRect.width, height: entry.contentRect.height }));
    observer.observe(scroll.current!);
    return () => observer.disconnect();
  }, []);
  // What was clicked in the map is to be seen; what was clicked here is in sight already.
  useEffect(() => {
    const place = Math.max(...chosen);
    const token =
      place < 0 ? undefined : scroll.current?.querySelector<HTMLElement>(`.${chosen[0] >= 0 ? "query" : "key"} [data-place="${place}"]`);
    if (!token || !scroll.current) return;
    const { offsetTop, offsetHeight } = token;
    const { scrollTop, clientHeight } = scroll.current;
    if (offsetTop < scrollTop || offsetTop + offsetHeight > scrollTop + clientHeight)
      scroll.current.scrollTop = offsetTop - clientHeight / 2;
  }, [chosen[0], chosen[1], queries.firstRow]);

  const tell = useRef({ onHover, onClick, queries, keys });
  tell.current = { onHover, onClick, queries, keys };
  const tokenAt = (place: number, query: boolean) => ({ row: tell.current[query ? "queries" : "keys"].firstRow + place, query });
  const hear = useCallback((place: number, query: boolean) => tell.current.onHover(place < 0 ? undefined : tokenAt(place, query)), []);
  const click = useCallback((place: number, query: boolean, select: boolean) => tell.current.onClick(tokenAt(place, query), select), []);
  const hiddenQuery = useCallback((place: number) => hidden({ row: queries.firstRow + place, query: true }), [hidden, queries]);
  const hiddenKey = useCallback((place: number) => hidden({ row: keys.firstRow + place, query: false }), [hidden, keys]);
  const queryWeights = useMemo(() => (weights && hover[1] >= 0 ? rowOf(weights, -1, hover[1]) : undefined), [weights, hover[1]]);
  const keyWeights = useMemo(() => (weights && hover[0] >= 0 ? rowOf(weights, hover[0], -1) : undefined), [weights, hover[0]]);
  const left = found ? found.all - found.places.length : 0;

  return (
    <div className="attention-columns">
      <div className="heads" aria-hidden="true">
        <span className="query">{queries.title}</span>
        <span />
        <span className="key">{keys.title}</span>
      </div>
      <div className="scroll" ref={scroll} onScroll={draw}>
        <TokenColumn
          side={queries}
          query
          hidden={hiddenQuery}
          hovered={hover[0]}
          selected={chosen[0]}
          grey={grey}
          weights={queryWeights}
          onHover={hear}
          onClick={click}
        />
        <div className="lines">
          <div>
            <canvas
              ref={canvas}
              style={{ height: size.height }}
              role="img"
              aria-label="Lines from queries to keys, thicker for more weight"
            />
          </div>
        </div>
        <TokenColumn
          side={keys}
          query={false}
          hidden={hiddenKey}
          hovered={hover[1]}
          selected={chosen[1]}
          grey={grey}
          weights={keyWeights}
          onHover={hear}
          onClick={click}
        />
      </div>
      {left > 0 && (
        <p className="quiet left-out">
          Lines: the strongest {grouped(mostLines)} of {grouped(found!.all)} weights. Point at a token to see all of its own.
        </p>
      )}
    </div>
  );
}
