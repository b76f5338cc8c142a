import { useCallback, useMemo, useRef } from "react";
import type { ImageGrid } from "../gen/attentionviz/v1/atlas_service_pb";
import "./image.css";
import { FlowLines } from "./FlowLines";
import { ImageLegend } from "./ImageLegend";
import { PatchButtons } from "./PatchButtons";
import { flows, highest, lookOf, nameOf, stripWidth } from "./patches";
import { placeIn, type Side, type Token } from "./sides";
import { rowOf, type Weights, weightText } from "./weights";

export type ImageMode = "token" | "highest" | "flows";

export interface AttentionImageProps {
  /** Undefined while the picture is loaded. */
  url?: string;
  grid: ImageGrid;
  /** The image's tokens, which ask and are looked at. */
  side: Side;
  weights?: Weights;
  mode: ImageMode;
  /** The weights are not of this picture: it only shows where on an image they are. */
  faint?: boolean;
  hidden: (token: Token) => boolean;
  hovered?: Token;
  /** Looked from (a query) or at (a key); the first leading token or the middle where it is of another sequence. */
  selected?: Token;
  /** Rows to mark. */
  marked?: readonly number[];
  onHover: (token: Token | undefined) => void;
  /** A click on a token, by mouse or keyboard; `toggle` with Shift. */
  onClick: (token: Token, toggle: boolean) => void;
  /** The same token, from its other side: what attends to it, or what it attends to. */
  onTurn: (token: Token) => void;
}

const anyPlace = (side: Side, token: Token | undefined) => Math.max(placeIn(side, true, token), placeIn(side, false, token));
const nowhere: readonly number[] = [];

/** Attention within an image: from one token as a heat map, each patch's highest, or all that counts. */
export function AttentionImage(props: AttentionImageProps) {
  const { url, grid, side, weights, mode, faint, hidden, hovered, selected, marked, onHover, onClick, onTurn } = props;
  const { place, asks } = lookOf(grid, side, selected);
  const pointed = anyPlace(side, hovered);
  const heat = useMemo(
    () => (weights && mode === "token" ? rowOf(weights, asks ? place : -1, asks ? -1 : place) : undefined),
    [weights, mode, place, asks],
  );
  const most = heat ? heat.reduce((a, b) => Math.max(a, b), 0) : 0;
  const lines = useMemo(() => {
    if (!weights || mode === "token") return [];
    return mode === "highest" ? highest(grid, weights) : flows(weights);
  }, [weights, mode, grid]);

  const tell = useRef({ onHover, onClick, side, asks });
  tell.current = { onHover, onClick, side, asks };
  const tokenAt = (at: number) => ({ row: tell.current.side.firstRow + at, query: tell.current.asks });
  const hear = useCallback((at: number) => tell.current.onHover(at < 0 ? undefined : tokenAt(at)), []);
  const click = useCallback((at: number, select: boolean) => tell.current.onClick(tokenAt(at), select), []);
  const off = useCallback((at: number) => hidden({ row: side.firstRow + at, query: false }), [hidden, side]);

  const left = stripWidth(grid);
  const all = left + grid.columns;
  return (
    <div className={`attention-image ${mode} ${asks ? "from" : "to"}${faint ? " faint" : ""}`}>
      <div className="stage" style={{ aspectRatio: (all * grid.width) / grid.columns / grid.height }}>
        {url && <img src={url} alt="" style={{ left: `${(100 * left) / all}%`, width: `${(100 * grid.columns) / all}%` }} />}
        {mode !== "token" && <FlowLines grid={grid} flows={lines} arrows={mode === "highest"} alone={pointed} />}
        <PatchButtons
          grid={grid}
          texts={side.texts}
          hidden={off}
          hovered={pointed}
          selected={mode === "token" ? place : -1}
          marked={marked?.map((row) => row - side.firstRow) ?? nowhere}
          weights={heat}
          most={most}
          onHover={hear}
          onClick={click}
        />
      </div>
      <ImageLegend
        mode={mode}
        most={most}
        lines={lines.length}
        asks={asks}
        pointed={heat && pointed >= 0 ? `${nameOf(grid, side.texts, pointed)}: ${weightText(heat[pointed]) || "0"}` : ""}
        turn={() => onTurn({ row: side.firstRow + place, query: !asks })}
      />
    </div>
  );
}
