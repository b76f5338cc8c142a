/** Compiles and links; throws with the compiler's own words. */
export function programOf(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  const shaders = [gl.VERTEX_SHADER, gl.FRAGMENT_SHADER].map((type, i) => {
    const shader = gl.createShader(type)!;
    gl.shaderSource(shader, (i === 0 ? vertex : fragment).trim());
    gl.compileShader(shader);
    gl.attachShader(program, shader);
    return shader;
  });
  gl.linkProgram(program);
  // One question waits for the graphics process, not one for each shader.
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
    throw new Error([...shaders.map((s) => gl.getShaderInfoLog(s)), gl.getProgramInfoLog(program)].filter(Boolean).join("; "));
  }
  for (const shader of shaders) gl.deleteShader(shader);
  return program;
}

export type Uniforms = Record<string, WebGLUniformLocation | null>;

export function uniformsOf(gl: WebGL2RenderingContext, program: WebGLProgram): Uniforms {
  const found: Uniforms = {};
  const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0;
  for (let i = 0; i < count; i++) {
    const name = gl.getActiveUniform(program, i)!.name;
    found[name] = gl.getUniformLocation(program, name);
  }
  return found;
}
