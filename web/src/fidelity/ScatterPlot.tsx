import { boundsOf, short } from "../color/scale";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [210, 150, 36, 26];

/** Dots, distance across and logit up. */
export function ScatterPlot({ title, x, y, note }: { title: string; x: Float32Array; y: Float32Array; note: string }) {
  const [x0, x1] = boundsOf(x);
  const [y0, y1] = boundsOf(y);
  const px = (v: number) => LEFT + ((v - x0) / (x1 - x0 || 1)) * (WIDTH - LEFT - 6);
  const py = (v: number) => HEIGHT - BOTTOM - ((v - y0) / (y1 - y0 || 1)) * (HEIGHT - BOTTOM - 6);
  let dots = "";
  for (let i = 0; i < x.length; i++) dots += `M${px(x[i]).toFixed(1)},${py(y[i]).toFixed(1)}h0`;
  return (
    <figure className="plot">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`${title}: logit against distance, ${note}`}>
        <path className="plot-axis" d={`M${LEFT},4V${HEIGHT - BOTTOM}H${WIDTH - 2}`} />
        <path className="plot-dots" d={dots} />
        <text x={LEFT} y={HEIGHT - 14}>
          {short(x0)}
        </text>
        <text x={WIDTH - 4} y={HEIGHT - 14} textAnchor="end">
          {short(x1)}
        </text>
        <text x={(WIDTH + LEFT) / 2} y={HEIGHT - 2} textAnchor="middle">
          distance
        </text>
        <text x={LEFT - 3} y={12} textAnchor="end">
          {short(y1)}
        </text>
        <text x={LEFT - 3} y={HEIGHT - BOTTOM} textAnchor="end">
          {short(y0)}
        </text>
        <text transform={`translate(9 ${HEIGHT / 2}) rotate(-90)`} textAnchor="middle">
          logit
        </text>
      </svg>
      <div className="quiet">{note}</div>
    </figure>
  );
}
