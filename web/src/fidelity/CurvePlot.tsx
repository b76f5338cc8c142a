import { boundsOf, short } from "../color/scale";
import type { Alignment } from "../gen/attentionviz/v1/atlas_pb";

const [WIDTH, HEIGHT, LEFT, BOTTOM] = [320, 130, 48, 26];

/** The search for c: the correlation of dot product and distance at each c that was tried, and the c that was taken. */
export function CurvePlot({ alignment }: { alignment: Alignment }) {
  const { curve, c } = alignment;
  if (curve.length < 2) return <p className="quiet">c was not searched for.</p>;
  const [x0, x1] = boundsOf(curve.map((t) => Math.log(t.c)));
  const [y0, y1] = boundsOf(curve.map((t) => t.correlation));
  const px = (v: number) => LEFT + ((Math.log(v) - x0) / (x1 - x0 || 1)) * (WIDTH - LEFT - 8);
  const py = (v: number) => HEIGHT - BOTTOM - ((v - y0) / (y1 - y0 || 1)) * (HEIGHT - BOTTOM - 8);
  const taken = curve.reduce((best, t) => (Math.abs(Math.log(t.c / c)) < Math.abs(Math.log(best.c / c)) ? t : best));
  return (
    <figure className="plot">
      <figcaption>
        Search for c: {short(c)} taken, correlation {short(alignment.correlationBefore)} before, {short(alignment.correlationAfter)} after
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Correlation by c, from ${short(y0)} to ${short(y1)}; c = ${short(c)} was taken`}
      >
        <path className="plot-axis" d={`M${LEFT},4V${HEIGHT - BOTTOM}H${WIDTH - 4}`} />
        <path
          className="plot-line"
          d={curve.map((t, i) => `${i ? "L" : "M"}${px(t.c).toFixed(1)},${py(t.correlation).toFixed(1)}`).join("")}
        />
        {curve.map((t) => (
          <circle key={t.c} className="plot-mark" cx={px(t.c)} cy={py(t.correlation)} r={2}>
            <title>
              c = {short(t.c)}: {short(t.correlation)}, {t.pairs} pairs nearer than {short(t.d0)}
            </title>
          </circle>
        ))}
        <circle className="plot-taken" cx={px(c)} cy={py(taken.correlation)} r={5} />
        <text x={LEFT} y={HEIGHT - 12}>
          {short(curve[0].c)}
        </text>
        <text x={WIDTH - 4} y={HEIGHT - 12} textAnchor="end">
          {short(curve[curve.length - 1].c)}
        </text>
        <text x={(WIDTH + LEFT) / 2} y={HEIGHT - 2} textAnchor="middle">
          c (log scale)
        </text>
        <text x={LEFT - 4} y={12} textAnchor="end">
          {short(y1)}
        </text>
        <text x={LEFT - 4} y={HEIGHT - BOTTOM} textAnchor="end">
          {short(y0)}
        </text>
      </svg>
    </figure>
  );
}
