import { Switch } from "../ui/Switch";
import type { ImageMode } from "./AttentionImage";
import { legendOf } from "./patches";

interface Props {
  mode: ImageMode;
  /** The greatest weight of the heat map. */
  most: number;
  /** How many arrows or flows are drawn. */
  lines: number;
  /** The token asks; else it is looked at. */
  asks: boolean;
  /** The patch under the pointer, and its weight. */
  pointed: string;
  turn: () => void;
}

export function ImageLegend({ mode, most, lines, asks, pointed, turn }: Props) {
  if (mode === "token") {
    return (
      <div className="image-legend">
        <div className="row">
          <Switch label="Turn round: who attends to it" on={!asks} change={turn} />
          <span className="ramp" aria-hidden="true" />
          <span className="quiet">0 to {most.toFixed(2)}</span>
        </div>
        <output className="readout">{pointed || <span className="quiet">Point at a patch to read its weight.</span>}</output>
      </div>
    );
  }
  return <p className="quiet image-legend">{legendOf(mode, lines)}</p>;
}
