import { useMemo, useState } from "react";
import { type Coloring, slotValues } from "../color/coloring";
import { headName } from "../data/heads";
import { loadMap } from "../data/load";
import { type MapName, mapLabel, mapSpec } from "../data/maps";
import { isQuery, pointAt, pointsOf } from "../data/points";
import { sequenceAt, type TokenTable, textAt } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { Camera } from "../gl/camera";
import { HeadMap } from "../head/HeadMap";
import { PointNote } from "../head/PointNote";
import { useStates } from "../head/useStates";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";

/** A token by what both atlases call the same: its sequence in the corpus and its place in it. */
export interface Pointed {
  sequence: number;
  offset: number;
  query: boolean;
}

interface Props {
  jobId: string;
  atlas: Atlas;
  table: TokenTable;
  head: HeadSummary;
  map: MapName;
  coloring: Coloring;
  camera: Camera;
  onCamera: (camera: Camera) => void;
  pointed?: Pointed;
  onPoint: (pointed: Pointed | undefined) => void;
}

/** One of two maps that are looked at together. */
export function ComparedHead({ jobId, table, head, map, coloring, camera, onCamera, pointed, onPoint }: Props) {
  const dimensions = mapSpec(map)!.dimensions as 2 | 3;
  const of = `${head.layer} ${head.head} ${map}`;
  const loaded = useLoaded(
    async (signal, progress) => ({ of, positions: await loadMap(jobId, head.layer, head.head, map, signal, progress) }),
    [jobId, of],
  );
  const positions = loaded.value?.of === of ? loaded.value.positions : undefined;
  const points = useMemo(() => pointsOf(table, head), [table, head.querySide, head.keySide]);
  const values = useMemo(() => slotValues(coloring.values(table), points), [coloring, table, points]);
  const [sequence, setSequence] = useState<number>();
  const states = useStates({ points, table, sequence });
  const there = pointed && sequenceAt(table, pointed.sequence);
  const row = there !== undefined && there >= 0 ? Number(table.sequences[there].firstRow) + pointed!.offset : -1;
  const hovered = pointed && row >= 0 ? pointAt(points, row, pointed.query) : -1;
  if (!positions) {
    return (
      <div className="head-map">
        {loaded.failure ? (
          <FailureNote failure={loaded.failure} retry={loaded.retry} />
        ) : (
          <Progress label="Map" share={loaded.progress} cancel={loaded.cancel} />
        )}
      </div>
    );
  }
  const token = (point: number): Pointed => {
    const at = points.rows[point];
    const info = table.sequences[table.sequenceOf[at]];
    return { sequence: Number(info.index), offset: at - Number(info.firstRow), query: isQuery(points, point) };
  };
  return (
    <HeadMap
      drawn={{ positions, dimensions, queries: points.queries, coloring, values, states, lines: [] }}
      label={`${mapLabel(map)} map of ${headName(head)}`}
      text={(p) => textAt(table, points.rows[p])}
      camera={camera}
      onCamera={onCamera}
      tool="move"
      labels={false}
      contours={false}
      marked={hovered >= 0 ? [hovered] : []}
      hovered={hovered >= 0 ? hovered : undefined}
      onHover={(p) => onPoint(p === undefined ? undefined : token(p))}
      onSelect={(p) => setSequence(p === undefined ? undefined : table.sequenceOf[points.rows[p]])}
      onRegion={() => {}}
      tooltip={(p) => <PointNote table={table} points={points} point={p} coloring={coloring} />}
    />
  );
}
