import type { RefObject } from "react";
import type { Coloring } from "../color/coloring";
import { headName } from "../data/heads";
import type { MapName } from "../data/maps";
import { mapLabel } from "../data/maps";
import type { PointRows } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { MapHandle } from "../head/HeadMap";
import type { MapLine } from "../head/lines";
import { useTheme } from "../ui/theme";
import { mapSvg } from "./mapPicture";
import { saveOffline } from "./offline";
import { savePng, saveSvg } from "./picture";
import { SaveMenu } from "./SaveMenu";
import { saveSelection } from "./selection";

interface Data {
  jobId: string;
  atlas: Atlas;
  table: TokenTable;
  head: HeadSummary;
  map: MapName;
  points: PointRows;
  positions: Float32Array;
  dimensions: number;
  coloring: Coloring;
  values: Uint8Array;
  states: Uint8Array;
  lines: MapLine[];
}

/** Files of what is seen in the Single View. */
export function ExportMenu({ handle, name, data }: { handle: RefObject<MapHandle | null>; name: string; data?: Data }) {
  const theme = useTheme();
  const svg = () => {
    const { head, map, points, coloring, values, states, lines } = data!;
    const title = `${headName(head)}, ${mapLabel(map)}`;
    return mapSvg({ handle: handle.current!, title, queries: points.queries, coloring, values, states, lines, theme });
  };
  const size = () => [handle.current!.canvas.clientWidth, handle.current!.canvas.clientHeight] as const;
  const all = () => ({ ...data!, selected: Array.from(data!.points.rows, (_, i) => i) });
  if (!data) return null;
  return (
    <SaveMenu
      label="Export"
      files={[
        ["Picture (PNG)", () => savePng(name, svg(), ...size())],
        ["Drawing (SVG)", () => saveSvg(name, svg())],
        ["Page that works by itself (HTML)", () => saveOffline(name, data, theme)],
        ["All points (CSV)", () => saveSelection("csv", `${name}-all`, all())],
        ["All points (JSON)", () => saveSelection("json", `${name}-all`, all())],
      ]}
    />
  );
}
