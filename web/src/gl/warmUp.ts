import { fragmentShader, vertexShader } from "./pointShaders";

/** Lets the browser start its graphics and compile the shaders of points while the first data are on their way. Waits for nothing. */
export function warmUp(): void {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return;
  const program = gl.createProgram();
  for (const [type, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, source.trim());
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  gl.flush();
}
