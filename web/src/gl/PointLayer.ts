import { fragmentShader, vertexShader } from "./pointShaders";
import { Program } from "./program";
import { Table } from "./table";

export interface PageShape {
  /** Points of a head; the first `queries` of them are queries. */
  slots: number;
  queries: number;
  dimensions: 2 | 3;
}

export interface DrawOptions {
  /** Column-major 4 x 4: the page's coordinates to -1..1 of a tile. */
  camera: Float32Array;
  /** Of a point, in device pixels. */
  size: number;
  /** Heads [first, end); all when left out. */
  first?: number;
  end?: number;
  /** Device pixels of a coloured frame round a patch; 0 = none. */
  ring?: number;
  /** Keys as squares; discs otherwise. */
  squareKeys?: boolean;
}

const TYPES = { float: 4, ushort: 2 } as const;

/**
 * One page of points: heads that have the same tokens as queries and keys, in one buffer, drawn by one call.
 * Coordinates are float32, or uint16 that stand for 0..1.
 */
export class PointLayer {
  private readonly program: Program;
  private readonly array: WebGLVertexArrayObject;
  private readonly buffer: WebGLBuffer;
  private readonly palette: WebGLTexture;
  private readonly sheet: WebGLTexture;
  private readonly values: Table;
  private readonly states: Table;
  private readonly sizes: Table;
  private readonly cells: Table;
  private readonly tiles: Table;
  private shape: PageShape = { slots: 1, queries: 1, dimensions: 2 };
  private heads = 0;
  private kind: keyof typeof TYPES = "float";
  private valuesPerHead = false;
  private sizesPerHead = false;
  private sized = false;
  private pictured: { patch: number; width: number; height: number } | undefined;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = new Program(gl, vertexShader, fragmentShader, ["position"]);
    this.array = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    [this.values, this.states, this.sizes] = [new Table(gl, "bytes"), new Table(gl, "bytes"), new Table(gl, "bytes")];
    [this.cells, this.tiles] = [new Table(gl, "ints"), new Table(gl, "rects")];
    [this.palette, this.sheet] = [imageTexture(gl, gl.NEAREST), imageTexture(gl, gl.LINEAR)];
    for (const table of [this.values, this.states, this.sizes]) table.set(new Uint8Array(1));
    this.cells.set(new Uint32Array(1));
  }

  /** False while shaders are compiled; to draw then waits for them. */
  get ready(): boolean {
    return this.program.ready;
  }

  /** Room for so many heads; what was there before is gone. */
  reserve(shape: PageShape, heads: number, kind: keyof typeof TYPES): void {
    const { gl } = this;
    [this.shape, this.heads, this.kind] = [shape, heads, kind];
    gl.bindVertexArray(this.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, heads * this.headBytes, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(0);
    const ushort = kind === "ushort";
    gl.vertexAttribPointer(0, shape.dimensions, ushort ? gl.UNSIGNED_SHORT : gl.FLOAT, ushort, this.pointBytes, 0);
  }

  private get pointBytes(): number {
    // Vertices start at multiples of four bytes.
    return Math.ceil((this.shape.dimensions * TYPES[this.kind]) / 4) * 4;
  }

  private get headBytes(): number {
    return this.pointBytes * this.shape.slots;
  }

  /** [slots, dimensions] of one head. */
  setHead(head: number, points: Uint16Array | Float32Array): void {
    const { gl } = this;
    const { dimensions, slots } = this.shape;
    let data = points;
    const padded = this.pointBytes / TYPES[this.kind];
    if (padded !== dimensions) {
      data = new Uint16Array(slots * padded);
      for (let i = 0; i < slots; i++) for (let d = 0; d < dimensions; d++) data[i * padded + d] = points[i * dimensions + d];
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    gl.bufferSubData(gl.ARRAY_BUFFER, head * this.headBytes, data);
  }

  /** Which colour of the palette each point has: an entry a slot, or a slot of each head. */
  setValues(values: Uint8Array, perHead = false): void {
    this.valuesPerHead = perHead;
    this.values.set(values);
  }

  /** 512 colours, RGBA: 256 for queries, 256 for keys. */
  setPalette(colors: Uint8Array): void {
    const { gl } = this;
    gl.bindTexture(gl.TEXTURE_2D, this.palette);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 256, 2, 0, gl.RGBA, gl.UNSIGNED_BYTE, colors);
  }

  /** An entry a slot: 0 = as it is, 1 = faded, 2 = brought out, 3 = hidden. */
  setStates(states: Uint8Array): void {
    this.states.set(states);
  }

  /** 0..255 a slot, or a slot of each head; undefined = all alike. */
  setSizes(sizes: Uint8Array | undefined, perHead = false): void {
    this.sized = sizes !== undefined;
    this.sizesPerHead = perHead;
    if (sizes) this.sizes.set(sizes);
  }

  /** Points as pictures: square cells of a sheet, left to right, and which cell each slot shows; undefined = dots. */
  setPictures(
    pictures: { sheet: TexImageSource & { width: number; height: number }; patch: number; cells: Uint32Array } | undefined,
  ): void {
    const { gl } = this;
    this.pictured = pictures && { patch: pictures.patch, width: pictures.sheet.width, height: pictures.sheet.height };
    if (!pictures) return;
    this.cells.set(pictures.cells);
    gl.bindTexture(gl.TEXTURE_2D, this.sheet);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, pictures.sheet);
  }

  /** Where heads are drawn: x, y, width, height each, in device pixels from the upper left; width 0 = not at all. */
  setTiles(rects: Float32Array): void {
    this.tiles.set(rects);
  }

  draw({ camera, size, first = 0, end = this.heads, ring = 0, squareKeys = false }: DrawOptions): void {
    const { gl, shape } = this;
    const { program, uniforms } = this.program;
    if (end <= first || shape.slots === 0) return;
    gl.useProgram(program);
    gl.bindVertexArray(this.array);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.uniformMatrix4fv(uniforms.camera, false, camera);
    gl.uniform1i(uniforms.slots, shape.slots);
    gl.uniform1i(uniforms.queries, shape.queries);
    gl.uniform1f(uniforms.size, size);
    gl.uniform1f(uniforms.depthScale, shape.dimensions === 3 ? 1 : 0);
    gl.uniform2f(uniforms.viewport, gl.drawingBufferWidth, gl.drawingBufferHeight);
    gl.uniform1i(uniforms.valuesPerHead, Number(this.valuesPerHead));
    gl.uniform1i(uniforms.sized, Number(this.sized));
    gl.uniform1i(uniforms.sizesPerHead, Number(this.sizesPerHead));
    gl.uniform1i(uniforms.keyShape, squareKeys ? 1 : 0);
    gl.uniform1i(uniforms.pictured, Number(this.pictured !== undefined));
    gl.uniform1f(uniforms.ring, ring);
    gl.uniform1f(uniforms.patchSize, this.pictured?.patch ?? 1);
    gl.uniform2f(uniforms.sheetSize, this.pictured?.width ?? 1, this.pictured?.height ?? 1);
    [this.values, this.states, this.sizes, this.cells, this.tiles].forEach((table, i) => {
      table.bind(i, uniforms[["values", "states", "sizes", "cells", "tiles"][i]]);
    });
    for (const [unit, texture, name] of [
      [5, this.palette, "palette"],
      [6, this.sheet, "sheet"],
    ] as const) {
      gl.activeTexture(gl.TEXTURE0 + unit);
      gl.bindTexture(gl.TEXTURE_2D, texture);
      gl.uniform1i(uniforms[name], unit);
    }
    // What is written while drawing is bound to unit 0 alone.
    gl.activeTexture(gl.TEXTURE0);
    gl.drawArrays(gl.POINTS, first * shape.slots, (end - first) * shape.slots);
  }

  dispose(): void {
    const { gl } = this;
    for (const table of [this.values, this.states, this.sizes, this.cells, this.tiles]) table.dispose();
    for (const texture of [this.palette, this.sheet]) gl.deleteTexture(texture);
    gl.deleteBuffer(this.buffer);
    gl.deleteVertexArray(this.array);
    this.program.dispose();
  }
}

function imageTexture(gl: WebGL2RenderingContext, filter: number): WebGLTexture {
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, filter);
  for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, 1, 1, 0, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  return texture;
}
