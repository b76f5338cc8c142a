import type { Mat4 } from "../gl/camera";
import { closeContext, openContext } from "../gl/context";
import { LineLayer } from "../gl/LineLayer";
import { PointLayer } from "../gl/PointLayer";
import type { MapLine } from "./lines";
import type { PatchSheet } from "./patches";

export interface SceneData {
  positions: Float32Array;
  dimensions: 2 | 3;
  queries: number;
}

/** One head: its points, lines of attention between them, and points of one's own over it. */
export class HeadScene {
  private readonly gl: WebGL2RenderingContext;
  readonly points: PointLayer;
  private readonly lines: LineLayer;
  private readonly own: PointLayer;
  private data: SceneData = { positions: new Float32Array(), dimensions: 2, queries: 0 };
  private ownCount = 0;
  private pictured: "bare" | "framed" | undefined;
  private patch = 0;
  private lost = false;

  constructor(private readonly canvas: HTMLCanvasElement) {
    const gl = openContext(canvas);
    this.gl = gl;
    [this.points, this.lines, this.own] = [new PointLayer(gl), new LineLayer(gl), new PointLayer(gl)];
    canvas.addEventListener("webglcontextlost", this.onLost);
  }

  private readonly onLost = (e: Event) => {
    e.preventDefault();
    this.lost = true;
  };

  set(data: SceneData): void {
    const slots = data.positions.length / data.dimensions;
    const before = this.data;
    if (slots !== before.positions.length / before.dimensions || data.dimensions !== before.dimensions || data.queries !== before.queries) {
      this.points.reserve({ slots, queries: data.queries, dimensions: data.dimensions }, 1, "float");
    }
    this.points.setHead(0, data.positions);
    this.data = data;
  }

  setLines(lines: MapLine[]): void {
    const { positions, dimensions } = this.data;
    const ends = new Float32Array(lines.length * 8);
    lines.forEach(({ query, key, weight }, i) => {
      [query, key].forEach((point, end) => {
        for (let d = 0; d < dimensions; d++) ends[i * 8 + end * 4 + d] = positions[point * dimensions + d];
        ends[i * 8 + end * 4 + 3] = Math.min(1, weight);
      });
    });
    this.lines.set(ends);
  }

  setOwn(own: { positions: Float32Array; queries: number } | undefined): void {
    const { dimensions } = this.data;
    this.ownCount = own ? own.positions.length / dimensions : 0;
    if (!own || this.ownCount === 0) return;
    this.own.reserve({ slots: this.ownCount, queries: own.queries, dimensions }, 1, "float");
    this.own.setHead(0, own.positions);
    this.own.setValues(new Uint8Array(this.ownCount));
    this.own.setStates(new Uint8Array(this.ownCount).fill(2));
  }

  setPalettes(points: Uint8Array, own: Uint8Array): void {
    this.points.setPalette(points);
    this.own.setPalette(own);
  }

  setPictures(sheet: PatchSheet | undefined, kind: "bare" | "framed" | undefined): void {
    this.pictured = sheet ? kind : undefined;
    this.patch = sheet?.patch ?? 0;
    this.points.setPictures(sheet && kind ? sheet : undefined);
  }

  /** `size` of a point in pixels of the page. False while shaders are compiled: to be asked again. */
  draw(camera: Mat4, width: number, height: number, ratio: number, size: number, lineColor: [number, number, number]): boolean {
    if (this.lost) return true;
    if (!this.points.ready) return false;
    const { gl, canvas } = this;
    const [w, h] = [Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio))];
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
    gl.viewport(0, 0, w, h);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const tile = Float32Array.of(0, 0, w, h);
    this.points.setTiles(tile);
    const pictured = this.pictured ? Math.max(size * 2.2, Math.min(this.patch, size * 4)) : size;
    const ring = this.pictured === "framed" ? 2 * ratio : 0;
    this.points.draw({ camera, size: pictured * ratio, ring, squareKeys: true });
    this.lines.draw(camera, lineColor);
    if (this.ownCount > 0) {
      this.own.setTiles(tile);
      this.own.draw({ camera, size: (size + 3) * ratio, squareKeys: true });
    }
    return true;
  }

  dispose(): void {
    this.canvas.removeEventListener("webglcontextlost", this.onLost);
    for (const layer of [this.points, this.lines, this.own]) layer.dispose();
    closeContext(this.gl);
  }
}
