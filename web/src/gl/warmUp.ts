import { fragmentShader, vertexShader } from "./pointShaders";
import { Program } from "./program";

/** Lets the browser start its graphics and compile the shaders of points while the first data are on their way. Waits for nothing. */
export function warmUp(): void {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (!gl) return;
  new Program(gl, vertexShader, fragmentShader, ["position"]);
  gl.flush();
}
