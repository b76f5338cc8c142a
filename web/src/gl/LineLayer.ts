import { Program } from "./program";

const vertexShader = `#version 300 es
precision highp float;
in vec3 position;
in float weight;
uniform mat4 camera;
uniform float depth;
out float strength;
void main() {
  vec4 p = camera * vec4(position, 1.0);
  gl_Position = vec4(p.xy / p.w, depth, 1.0);
  strength = weight;
}
`;

const fragmentShader = `#version 300 es
precision highp float;
in float strength;
uniform vec3 color;
out vec4 result;
void main() {
  result = vec4(color * strength, strength);
}
`;

/** Straight lines between points, each as opaque as its weight. */
export class LineLayer {
  private readonly program: Program;
  private readonly array: WebGLVertexArrayObject;
  private readonly buffer: WebGLBuffer;
  private count = 0;

  constructor(private readonly gl: WebGL2RenderingContext) {
    this.program = new Program(gl, vertexShader, fragmentShader, ["position", "weight"]);
    this.array = gl.createVertexArray();
    this.buffer = gl.createBuffer();
    gl.bindVertexArray(this.array);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer);
    for (const [place, size, offset] of [
      [0, 3, 0],
      [1, 1, 12],
    ] as const) {
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, 16, offset);
    }
  }

  /** x, y, z, weight of each end; two ends a line. Weights 0..1. */
  set(ends: Float32Array): void {
    this.count = ends.length / 4;
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffer);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, ends, this.gl.STATIC_DRAW);
  }

  draw(camera: Float32Array, [r, g, b]: [number, number, number]): void {
    const { gl } = this;
    if (this.count === 0) return;
    const { program, uniforms } = this.program;
    gl.useProgram(program);
    gl.bindVertexArray(this.array);
    gl.disable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    gl.uniformMatrix4fv(uniforms.camera, false, camera);
    gl.uniform1f(uniforms.depth, 0);
    gl.uniform3f(uniforms.color, r / 255, g / 255, b / 255);
    gl.drawArrays(gl.LINES, 0, this.count);
  }

  dispose(): void {
    this.gl.deleteBuffer(this.buffer);
    this.gl.deleteVertexArray(this.array);
    this.program.dispose();
  }
}
