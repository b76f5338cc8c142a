import { type Coloring, slotValues } from "../color/coloring";
import { headKey } from "../data/heads";
import type { Tile } from "../data/load";
import { pointsOf } from "../data/points";
import type { TokenTable } from "../data/tokens";
import { matrixSvg } from "../export/matrixPicture";
import { savePng, saveSvg } from "../export/picture";
import { SaveMenu } from "../export/SaveMenu";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { useTheme } from "../ui/theme";
import type { Layout } from "./layout";

interface Props {
  atlas: Atlas;
  table: TokenTable;
  name: string;
  layout: Layout;
  heads: { layer: number; head: number }[];
  tiles: Map<number, Tile>;
  rows: Int32Array;
  coloring: Coloring;
  /** A palette value for each row; norms are not in the picture. */
  values?: Uint8Array;
  states?: Uint8Array;
}

/** Files of the Matrix View. */
export function MatrixExport({ atlas, table, name, layout, heads, tiles, rows, coloring, values, states }: Props) {
  const theme = useTheme();
  const svg = () =>
    matrixSvg({
      title: `${atlas.model?.modelId}: every head`,
      layout,
      heads,
      tiles,
      coloring,
      theme,
      look: (tile) => {
        const summary = atlas.heads.find((h) => headKey(h.layer, h.head) === headKey(tile.layer, tile.head))!;
        const points = pointsOf(table, summary, rows);
        const plain = new Uint8Array(points.rows.length);
        return {
          values: values ? slotValues(values, points) : plain,
          states: states ? slotValues(states, points) : plain,
          queries: points.queries,
        };
      },
    });
  const scale = Math.min(2, 8192 / Math.max(layout.width, layout.height));
  return (
    <SaveMenu
      label="Export"
      files={[
        ["Picture (PNG)", () => savePng(name, svg(), layout.width, layout.height, scale)],
        ["Drawing (SVG)", () => saveSvg(name, svg())],
      ]}
    />
  );
}
