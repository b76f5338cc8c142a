import { useMemo } from "react";
import { flowShapes } from "./flowShapes";
import { type Flow, type Grid, stripWidth } from "./patches";

export interface FlowLinesProps {
  grid: Grid;
  flows: Flow[];
  arrows: boolean;
  /** Only the flows of this token are shown in full; -1 for all. */
  alone: number;
}

/** Flows of attention between the tokens of an image, over it and the boxes beside it. */
export function FlowLines({ grid, flows, arrows, alone }: FlowLinesProps) {
  const left = stripWidth(grid);
  const shapes = useMemo(() => flowShapes(grid, flows, arrows, alone), [grid, flows, arrows, alone]);
  return (
    <svg className="flows" viewBox={`${-left} 0 ${left + grid.columns} ${grid.rows}`} preserveAspectRatio="none" aria-hidden="true">
      {shapes.map((shape) => {
        const style = { strokeWidth: shape.width, opacity: shape.opacity };
        if (shape.kind === "circle") return <circle key={shape.key} cx={shape.at.x} cy={shape.at.y} r={shape.radius} style={style} />;
        if (shape.kind === "square") {
          const { at, side } = shape;
          return <rect key={shape.key} x={at.x - side / 2} y={at.y - side / 2} width={side} height={side} style={style} />;
        }
        const { from, to, tip } = shape;
        return (
          <g key={shape.key} style={style}>
            <line x1={from.x} y1={from.y} x2={to.x} y2={to.y} />
            {tip && <polygon points={tip.map((p) => `${p.x},${p.y}`).join(" ")} />}
          </g>
        );
      })}
    </svg>
  );
}
