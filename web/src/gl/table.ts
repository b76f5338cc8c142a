/** How wide the textures are that hold long rows of values. */
export const TABLE_WIDTH = 2048;

const formats = {
  bytes: { internal: "R8UI", format: "RED_INTEGER", type: "UNSIGNED_BYTE", per: 1 },
  ints: { internal: "R32UI", format: "RED_INTEGER", type: "UNSIGNED_INT", per: 1 },
  rects: { internal: "RGBA32F", format: "RGBA", type: "FLOAT", per: 4 },
} as const;

/** A long row of values that shaders read by index: value i is texel (i % TABLE_WIDTH, i / TABLE_WIDTH). */
export class Table {
  readonly texture: WebGLTexture;
  private capacity = 0;

  constructor(
    private readonly gl: WebGL2RenderingContext,
    private readonly kind: keyof typeof formats,
  ) {
    this.texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.NEAREST);
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
  }

  set(values: Uint8Array | Uint32Array | Float32Array): void {
    const { gl } = this;
    const { internal, format, type, per } = formats[this.kind];
    const count = values.length / per;
    const height = Math.max(1, Math.ceil(count / TABLE_WIDTH));
    gl.bindTexture(gl.TEXTURE_2D, this.texture);
    gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
    if (height !== this.capacity) {
      gl.texImage2D(gl.TEXTURE_2D, 0, gl[internal], TABLE_WIDTH, height, 0, gl[format], gl[type], null);
      this.capacity = height;
    }
    const full = Math.floor(count / TABLE_WIDTH);
    if (full > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, 0, TABLE_WIDTH, full, gl[format], gl[type], values, 0);
    const rest = count - full * TABLE_WIDTH;
    if (rest > 0) gl.texSubImage2D(gl.TEXTURE_2D, 0, 0, full, rest, 1, gl[format], gl[type], values, full * TABLE_WIDTH * per);
  }

  bind(unit: number, uniform: WebGLUniformLocation | null): void {
    this.gl.activeTexture(this.gl.TEXTURE0 + unit);
    this.gl.bindTexture(this.gl.TEXTURE_2D, this.texture);
    this.gl.uniform1i(uniform, unit);
  }

  dispose(): void {
    this.gl.deleteTexture(this.texture);
  }
}
