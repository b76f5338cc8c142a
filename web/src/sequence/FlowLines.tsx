import { boxOf, type Flow, type Grid, patchAt, stripWidth } from "./patches";

const centre = (grid: Grid, position: number) => {
  const { x, y, width, height } = boxOf(grid, position);
  return { x: x + width / 2, y: y + height / 2 };
};

/** Where an arrow ends: short of the middle, so that many that meet there can still be told apart. */
function shortOf(from: { x: number; y: number }, to: { x: number; y: number }) {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = Math.max(0, length - 0.4) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

function head(from: { x: number; y: number }, to: { x: number; y: number }, size: number): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const corner = (turn: number) => `${to.x - size * Math.cos(angle + turn)},${to.y - size * Math.sin(angle + turn)}`;
  return `${to.x},${to.y} ${corner(0.45)} ${corner(-0.45)}`;
}

export interface FlowLinesProps {
  grid: Grid;
  flows: Flow[];
  /** Arrows to the target; a square where it is a leading token. Else bare lines, thicker for more weight. */
  arrows: boolean;
  /** Only the flows of this token are shown in full; -1 for all. */
  alone: number;
}

/** Flows of attention between the tokens of an image, over it and the boxes beside it; a circle for one to itself. */
export function FlowLines({ grid, flows, arrows, alone }: FlowLinesProps) {
  const left = stripWidth(grid);
  return (
    <svg className="flows" viewBox={`${-left} 0 ${left + grid.columns} ${grid.rows}`} preserveAspectRatio="none" aria-hidden="true">
      {flows.map(({ from, to, weight }) => {
        const [start, middle] = [centre(grid, from), centre(grid, to)];
        const end = arrows ? shortOf(start, middle) : middle;
        const fade = alone < 0 || from === alone || to === alone ? 1 : 0.12;
        const style = {
          strokeWidth: arrows ? 1.25 + 2.5 * weight : 1 + 8 * weight,
          opacity: fade * (arrows ? 0.45 + 0.55 * weight : weight ** 0.25),
        };
        const key = `${from} ${to}`;
        if (from === to) return <circle key={key} cx={start.x} cy={start.y} r={0.28} style={style} />;
        if (arrows && !patchAt(grid, to))
          return <rect key={key} x={start.x - 0.22} y={start.y - 0.22} width={0.44} height={0.44} style={style} />;
        return (
          <g key={key} style={style}>
            <line x1={start.x} y1={start.y} x2={end.x} y2={end.y} />
            {arrows && <polygon points={head(start, end, 0.3)} />}
          </g>
        );
      })}
    </svg>
  );
}
