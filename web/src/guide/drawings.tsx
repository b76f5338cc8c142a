type Point = [x: number, y: number];

const Query = ({ at: [x, y] }: { at: Point }) => <circle className="q" cx={x} cy={y} r="5" />;
const Key = ({ at: [x, y] }: { at: Point }) => <rect className="k" x={x - 4.5} y={y - 4.5} width="9" height="9" />;

function Points({ queries, keys, move = [0, 0] }: { queries: Point[]; keys: Point[]; move?: Point }) {
  const place = ([x, y]: Point): Point => [x + move[0], y + move[1]];
  return (
    <>
      {keys.map((p) => (
        <Key key={String(p)} at={place(p)} />
      ))}
      {queries.map((p) => (
        <Query key={String(p)} at={place(p)} />
      ))}
    </>
  );
}

/** A token and the two points it becomes. */
export function TokenToPair() {
  return (
    <svg viewBox="0 0 420 64" role="img" aria-label="The token river becomes a green disc, its query, and a pink square, its key">
      <rect className="box" x="8" y="18" width="70" height="28" rx="6" />
      <text x="43" y="37" textAnchor="middle">
        river
      </text>
      <path className="line" d="M82 28 L132 16 M82 36 L132 48" />
      <Query at={[144, 14]} />
      <Key at={[144, 50]} />
      <text x="160" y="19">
        query: what it looks for
      </text>
      <text x="160" y="55">
        key: what it is found by
      </text>
    </svg>
  );
}

/** A query among the keys it attends to, and one far from them. */
export function NearFar() {
  return (
    <svg
      viewBox="0 0 420 96"
      role="img"
      aria-label="A query with three keys around it attends to them; a key far away gets little attention"
    >
      <rect className="map" x="1" y="1" width="418" height="94" rx="8" />
      <path className="line" d="M92 48 L72 30 M92 48 L118 36 M92 48 L84 72" />
      <Points
        queries={[[92, 48]]}
        keys={[
          [68, 27],
          [122, 34],
          [82, 76],
          [330, 26],
          [352, 42],
        ]}
      />
      <text x="140" y="52">
        it attends to these three
      </text>
      <text x="341" y="72" textAnchor="middle">
        hardly to those
      </text>
    </svg>
  );
}

const cloud: Point[] = [
  [0, 0],
  [18, 10],
  [-14, 12],
  [6, -16],
  [-10, -10],
];
const spread: Point[] = cloud.map(([x, y]) => [x * 1.6 + 4, y * 1.6 - 5]);

/** Two clouds apart, then one upon the other. */
export function StretchMove() {
  return (
    <svg
      viewBox="0 0 420 110"
      role="img"
      aria-label="Before, a small cloud of queries lies apart from a wide cloud of keys; after moving and stretching both fill the same place"
    >
      <rect className="map" x="1" y="1" width="178" height="108" rx="8" />
      <rect className="map" x="241" y="1" width="178" height="108" rx="8" />
      <Points queries={cloud.map(([x, y]) => [x * 0.7, y * 0.7])} keys={[]} move={[40, 78]} />
      <Points queries={[]} keys={spread.map(([x, y]) => [x * 1.1, y * 1.1])} move={[122, 44]} />
      <path className="line" d="M192 55 L226 55 M218 48 L226 55 L218 62" />
      <Points queries={cloud.map(([x, y]) => [x * 1.6, y * 1.6])} keys={spread} move={[330, 56]} />
    </svg>
  );
}

const smaller = ([x, y]: Point): Point => [x * 0.8, y * 0.8];
const grid = [0, 1, 2].flatMap((row) => [0, 1, 2, 3].map((column): Point => [column, row]));

/** The four views, small. */
export function Views() {
  return (
    <svg
      viewBox="0 0 420 92"
      role="img"
      aria-label="Matrix View, a grid of small maps; Single View, one large map; Sentence View, two columns with lines; Image View, a grid of patches"
    >
      {grid.map(([column, row]) => (
        <rect key={`${column} ${row}`} className="map" x={8 + column * 22} y={6 + row * 22} width="18" height="18" rx="3" />
      ))}
      <rect className="map" x="118" y="6" width="82" height="62" rx="6" />
      <Points queries={cloud.map(smaller)} keys={spread.map(smaller)} move={[158, 38]} />
      <path className="line" d="M246 14 L282 34 M246 34 L282 14 M246 54 L282 34" />
      <path className="thick" d="M246 34 L282 54" />
      {[14, 34, 54].map((y) => (
        <g key={y}>
          <rect className="box" x="224" y={y - 6} width="20" height="12" rx="3" />
          <rect className="box" x="284" y={y - 6} width="20" height="12" rx="3" />
        </g>
      ))}
      {grid.map(([column, row]) => (
        <rect
          key={`${column} ${row}`}
          className={column === 1 && row > 0 ? "seen" : "box"}
          x={328 + column * 21}
          y={6 + row * 21}
          width="20"
          height="20"
        />
      ))}
      {(
        [
          [52, "Matrix"],
          [159, "Single"],
          [264, "Sentence"],
          [370, "Image"],
        ] as const
      ).map(([x, name]) => (
        <text key={name} x={x} y="86" textAnchor="middle">
          {name}
        </text>
      ))}
    </svg>
  );
}
