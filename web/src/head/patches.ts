import { atlases } from "../api/clients";
import type { PointRows } from "../data/points";
import type { TokenTable } from "../data/tokens";

/** Patches of all images, cut out and laid side by side, with the cell that each point shows. */
export interface PatchSheet {
  sheet: HTMLCanvasElement;
  /** Side of a cell in pixels. */
  patch: number;
  cells: Uint32Array;
}

const [LARGEST_SHEET, LARGEST_PATCH, AT_ONCE] = [4096, 24, 6];

/** Cells of rows in one sheet; a token that is no patch shows as an empty cell. */
export async function loadPatches(jobId: string, table: TokenTable, signal: AbortSignal, progress: (share: number) => void) {
  const patch = Math.min(LARGEST_PATCH, Math.floor(LARGEST_SHEET / Math.ceil(Math.sqrt(table.rows))));
  if (patch < 2) throw new Error(`${table.rows} patches are too many to be shown as pictures; colour by something else`);
  const columns = Math.ceil(Math.sqrt(table.rows));
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [columns * patch, Math.ceil(table.rows / columns) * patch];
  const context = sheet.getContext("2d")!;
  context.fillStyle = "#808890";
  context.fillRect(0, 0, sheet.width, sheet.height);
  const waiting = table.sequences.filter((s) => s.image?.columns);
  const all = waiting.length;
  let done = 0;
  const work = async () => {
    for (let s = waiting.shift(); s && !signal.aborted; s = waiting.shift()) {
      const answer = await atlases.getImage({ jobId, sequenceIndex: s.index }, { signal });
      const image = await createImageBitmap(new Blob([answer.png as Uint8Array<ArrayBuffer>], { type: "image/png" }));
      const grid = answer.grid!;
      for (let i = 0; i < grid.rows * grid.columns; i++) {
        const row = Number(s.firstRow) + grid.leading + i;
        const [w, h] = [image.width / grid.columns, image.height / grid.rows];
        const [x, y] = [(i % grid.columns) * w, Math.floor(i / grid.columns) * h];
        context.drawImage(image, x, y, w, h, (row % columns) * patch, Math.floor(row / columns) * patch, patch, patch);
      }
      image.close();
      progress(++done / all);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { sheet, patch };
}

export const cellsOf = (points: PointRows): Uint32Array => Uint32Array.from(points.rows);
