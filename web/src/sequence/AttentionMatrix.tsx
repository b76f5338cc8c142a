import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTheme } from "../ui/theme";
import type { AttentionColumnsProps } from "./AttentionColumns";
import { drawMatrix } from "./drawMatrix";
import { cellAt, matrixLayout } from "./matrixLayout";
import { placeIn, visible } from "./sides";
import { greatest } from "./weights";

type Cell = { query: number; key: number };

export type AttentionMatrixProps = Pick<AttentionColumnsProps, "queries" | "keys" | "weights" | "hidden" | "hovered" | "onHover"> & {
  /** Rows of the cell that was clicked. */
  onPair: (pair: Cell) => void;
};

const figure = (value: number) => (value > 0 ? String(Number(value.toPrecision(2))) : "0");

const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/** The weights as a heat map: a row for each query, a column for each key. */
export function AttentionMatrix({ queries, keys, weights, hidden, hovered, onHover, onPair }: AttentionMatrixProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [room, setRoom] = useState(0);
  const [cell, setCell] = useState<Cell>();
  const theme = useTheme();
  const letters = useMemo(() => Math.max(...[...queries.texts, ...keys.texts].map((t) => visible(t).length)), [queries, keys]);
  const layout = matrixLayout(room, queries.texts.length, keys.texts.length, letters);
  // A token that is pointed at in the map has a line of its own here; a cell here is a query and a key.
  const lines = { query: cell?.query ?? placeIn(queries, true, hovered), key: cell?.key ?? placeIn(keys, false, hovered) };

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setRoom(entry.contentRect.width));
    observer.observe(frame.current!);
    return () => observer.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (!canvas.current || room === 0) return;
    const shown = weights ?? { queries: queries.texts.length, keys: keys.texts.length, values: new Float32Array() };
    const isHidden = (place: number, query: boolean) => hidden({ row: (query ? queries : keys).firstRow + place, query });
    drawMatrix(canvas.current, layout, shown, queries, keys, lines, isHidden);
  }, [room, weights, queries, keys, lines.query, lines.key, hidden, theme]);

  const go = (next: Cell | undefined) => {
    setCell(next);
    onHover(next && { row: queries.firstRow + next.query, query: true });
  };
  const under = (e: MouseEvent) => cellAt(layout, queries.texts.length, keys.texts.length, e.nativeEvent.offsetX, e.nativeEvent.offsetY);
  const pick = (picked: Cell | undefined) => picked && onPair({ query: queries.firstRow + picked.query, key: keys.firstRow + picked.key });
  const press = (e: KeyboardEvent) => {
    if (e.key === "Enter" || e.key === " ") pick(cell);
    else if (e.key in steps) {
      const [down, right] = steps[e.key];
      const within = (value: number, count: number) => Math.max(0, Math.min(count - 1, value));
      go(
        cell
          ? { query: within(cell.query + down, queries.texts.length), key: within(cell.key + right, keys.texts.length) }
          : { query: 0, key: 0 },
      );
    } else return;
    e.preventDefault();
  };
  const most = weights ? greatest(weights) : 0;
  const value = cell && weights ? weights.values[cell.query * weights.keys + cell.key] : 0;

  return (
    <div className="attention-matrix stack">
      <div className="scroll" ref={frame}>
        {/* biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: arrows go from cell to cell, which no role of a canvas says */}
        <canvas
          ref={canvas}
          style={{ width: layout.width, height: layout.height }}
          role="application"
          tabIndex={0}
          aria-label={`${queries.title} down, ${keys.title.toLowerCase()} across; arrows move, Enter picks`}
          onMouseMove={(e) => {
            const next = under(e);
            if (next?.query !== cell?.query || next?.key !== cell?.key) go(next);
          }}
          onMouseLeave={() => go(undefined)}
          onBlur={() => go(undefined)}
          onClick={(e) => pick(under(e))}
          onKeyDown={press}
        />
      </div>
      <div className="row">
        <span className="ramp" aria-hidden="true" />
        <span className="quiet">
          0 to {figure(most)}; half the shade is {figure(most / 4)}
        </span>
      </div>
      <output className="readout">
        {cell ? (
          <>
            <b className="query">{visible(queries.texts[cell.query])}</b> attends to <b className="key">{visible(keys.texts[cell.key])}</b>:{" "}
            {figure(value)}
          </>
        ) : (
          <span className="quiet">Point at a cell to read it.</span>
        )}
      </output>
    </div>
  );
}
