import type { Coloring } from "../color/coloring";
import { slotValues } from "../color/coloring";
import { ownPalette } from "../color/palette";
import { headKey } from "../data/heads";
import type { Tile } from "../data/load";
import { type PointRows, pointsOf } from "../data/points";
import type { TokenTable } from "../data/tokens";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { cameraMatrix, fitBox, homeCamera, multiply } from "../gl/camera";
import { closeContext, openContext } from "../gl/context";
import { PointLayer } from "../gl/PointLayer";
import type { Theme } from "../ui/theme";

export interface Rect {
  x: number;
  y: number;
  size: number;
}

/** Heads with the same sides: the same tokens in the same order. */
interface Page {
  layer: PointLayer;
  points: PointRows;
  /** headKey -> place in the page. */
  places: Map<number, number>;
  /** Places whose points are there. */
  arrived: Set<number>;
  dirty: Set<number>;
  /** Values by norm: an entry a slot of each head. */
  norms?: Uint8Array;
  /** Tokens of the user's own, over those of the corpus. */
  own?: { layer: PointLayer; arrived: Set<number> };
}

/** Tokens of the user's own in one head: 0..65535 between the bounds of the head's tile. */
export interface OwnTile {
  layer: number;
  head: number;
  points: Uint16Array;
  queries: number;
}

const sidesOf = (h: HeadSummary) => `${h.querySide} ${h.keySide}`;

/** All heads on one canvas: one page, and one draw call, for heads that have the same tokens. What was drawn stays; a new head is drawn alone. */
export class MatrixScene {
  private readonly gl: WebGL2RenderingContext;
  private pages = new Map<string, Page>();
  private rects = new Map<number, Rect>();
  private pixelRatio = 1;
  /** Width and height in device pixels. */
  private sheet: [number, number] = [1, 1];
  private dimensions: 2 | 3 = 2;
  private all = true;
  private unplaced = false;
  private frame = 0;

  constructor(private readonly canvas: HTMLCanvasElement) {
    this.gl = openContext(canvas);
  }

  /** What was there is gone. `table` may be missing where every head has tokens of one side only. */
  begin(heads: HeadSummary[], rows: Int32Array, dimensions: 2 | 3, table: TokenTable | undefined): void {
    this.clear();
    this.dimensions = dimensions;
    for (const head of heads) {
      const sides = sidesOf(head);
      let page = this.pages.get(sides);
      if (!page) {
        const points = table ? pointsOf(table, head, rows) : bothSides(rows);
        page = { layer: new PointLayer(this.gl), points, places: new Map(), arrived: new Set(), dirty: new Set() };
        page.layer.setStates(new Uint8Array(points.rows.length));
        page.layer.setValues(new Uint8Array(points.rows.length));
        this.pages.set(sides, page);
      }
      page.places.set(headKey(head.layer, head.head), page.places.size);
    }
    for (const { layer, points, places } of this.pages.values()) {
      layer.reserve({ slots: points.rows.length, queries: points.queries, dimensions }, places.size, "ushort");
    }
    this.place();
    this.redraw();
  }

  add(tile: Tile): void {
    for (const page of this.pages.values()) {
      const place = page.places.get(headKey(tile.layer, tile.head));
      if (place === undefined) continue;
      page.layer.setHead(place, tile.points);
      page.arrived.add(place);
      page.dirty.add(place);
      this.unplaced = true;
      this.schedule();
    }
  }

  layout(rects: Map<number, Rect>, width: number, height: number, pixelRatio: number): void {
    this.rects = rects;
    this.pixelRatio = pixelRatio;
    this.sheet = [Math.round(width * pixelRatio), Math.round(height * pixelRatio)];
    this.place();
    this.redraw();
  }

  /** `byRow` undefined = until tokens are known, by type. */
  color(coloring: Coloring, byRow: Uint8Array | undefined, theme: Theme): void {
    for (const page of this.pages.values()) {
      page.layer.setPalette(coloring.palette(theme));
      if (coloring.perHead) {
        page.norms ??= new Uint8Array(page.points.rows.length * page.places.size).fill(255);
        page.layer.setValues(page.norms, true);
      } else if (byRow) page.layer.setValues(slotValues(byRow, page.points));
    }
    this.redraw();
  }

  /** Norm values of one head, an entry a point shown. */
  colorHead(layer: number, head: number, values: (points: PointRows) => Uint8Array): void {
    for (const page of this.pages.values()) {
      const place = page.places.get(headKey(layer, head));
      if (place !== undefined) page.norms?.set(values(page.points), place * page.points.rows.length);
    }
  }

  /** Draws what `colorHead` told. */
  showNorms(): void {
    for (const { layer, norms } of this.pages.values()) if (norms) layer.setValues(norms, true);
    this.redraw();
  }

  /** A state for each row, as in PointLayer.setStates; undefined = all as they are. */
  states(byRow: Uint8Array | undefined): void {
    for (const { layer, points } of this.pages.values())
      layer.setStates(byRow ? slotValues(byRow, points) : new Uint8Array(points.rows.length));
    this.redraw();
  }

  /** Brings out tokens of the user's own; none takes them away. All heads of a page have as many. */
  setOwn(tiles: OwnTile[], theme: Theme): void {
    for (const page of this.pages.values()) {
      page.own?.layer.dispose();
      page.own = undefined;
    }
    for (const tile of tiles) {
      for (const page of this.pages.values()) {
        const place = page.places.get(headKey(tile.layer, tile.head));
        if (place === undefined) continue;
        page.own ??= { layer: this.ownLayer(tile, page.places.size, theme), arrived: new Set() };
        page.own.layer.setHead(place, tile.points);
        page.own.arrived.add(place);
      }
    }
    this.place();
    this.redraw();
  }

  private ownLayer(tile: OwnTile, heads: number, theme: Theme): PointLayer {
    const slots = tile.points.length / this.dimensions;
    const layer = new PointLayer(this.gl);
    layer.reserve({ slots, queries: tile.queries, dimensions: this.dimensions }, heads, "ushort");
    layer.setValues(new Uint8Array(slots));
    layer.setStates(new Uint8Array(slots).fill(2));
    layer.setPalette(ownPalette(theme));
    return layer;
  }

  redraw(): void {
    this.all = true;
    this.schedule();
  }

  private place(): void {
    this.unplaced = false;
    for (const { layer, arrived, own, places } of this.pages.values()) {
      layer.setTiles(this.tilesOf(places, arrived));
      own?.layer.setTiles(this.tilesOf(places, own.arrived));
    }
  }

  /** Where heads are drawn. Those whose points are not there have no width: they would lie in a corner, all on one spot. */
  private tilesOf(places: Map<number, number>, arrived: Set<number>): Float32Array {
    const r = this.pixelRatio;
    const tiles = new Float32Array(places.size * 4);
    for (const [key, place] of places) {
      const rect = this.rects.get(key);
      if (rect && arrived.has(place)) tiles.set([rect.x * r, rect.y * r, rect.size * r, rect.size * r], place * 4);
    }
    return tiles;
  }

  private schedule(): void {
    if (this.frame === 0) this.frame = requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    this.frame = 0;
    if ([...this.pages.values()].some(({ layer, own }) => !layer.ready || own?.layer.ready === false)) {
      this.schedule();
      return;
    }
    if (this.unplaced) this.place();
    const { gl, canvas } = this;
    // The browser waits for its graphics process when a canvas changes its size, so no other work should wait with it.
    const [width, height] = this.sheet;
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    gl.viewport(0, 0, canvas.width, canvas.height);
    const fit = fitBox([0, 0, 0], [1, 1, 1], 0.93);
    const camera = this.dimensions === 2 ? fit : multiply(cameraMatrix(homeCamera, 3), fit);
    const tile = this.rects.values().next().value?.size ?? 100;
    const size = Math.max(1.5, tile / 62) * this.pixelRatio;
    if (this.all) {
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    }
    for (const { layer, own, dirty, places } of this.pages.values()) {
      if (this.all) layer.draw({ camera, size, end: places.size });
      else for (const place of dirty) layer.draw({ camera, size, first: place, end: place + 1 });
      dirty.clear();
      own?.layer.draw({ camera, size: size + 3, squareKeys: true });
    }
    this.all = false;
  }

  private clear(): void {
    for (const { layer, own } of this.pages.values()) {
      layer.dispose();
      own?.layer.dispose();
    }
    this.pages.clear();
  }

  dispose(): void {
    cancelAnimationFrame(this.frame);
    this.clear();
    closeContext(this.gl);
  }
}

function bothSides(rows: Int32Array): PointRows {
  const points = new Int32Array(rows.length * 2);
  points.set(rows);
  points.set(rows, rows.length);
  return { rows: points, queries: rows.length };
}
