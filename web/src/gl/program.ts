export type Uniforms = Record<string, WebGLUniformLocation | null>;

/** A vertex and a fragment shader. Made without waiting: compiling takes its time in the graphics process, and nothing is asked of it before it is done. */
export class Program {
  readonly program: WebGLProgram;
  private readonly shaders: WebGLShader[];
  private readonly parallel: { COMPLETION_STATUS_KHR: number } | null;
  private found: Uniforms | undefined;

  /** @param attributes Names of the inputs; the first has place 0, and so on. */
  constructor(
    private readonly gl: WebGL2RenderingContext,
    vertex: string,
    fragment: string,
    attributes: string[],
  ) {
    this.parallel = gl.getExtension("KHR_parallel_shader_compile");
    this.program = gl.createProgram();
    this.shaders = [gl.VERTEX_SHADER, gl.FRAGMENT_SHADER].map((type, i) => {
      const shader = gl.createShader(type)!;
      gl.shaderSource(shader, (i === 0 ? vertex : fragment).trim());
      gl.compileShader(shader);
      gl.attachShader(this.program, shader);
      return shader;
    });
    for (const [place, name] of attributes.entries()) gl.bindAttribLocation(this.program, place, name);
    gl.linkProgram(this.program);
  }

  /** False while it is still compiled; where the browser cannot tell, true: to use it then waits. */
  get ready(): boolean {
    return (
      this.found !== undefined || !this.parallel || this.gl.getProgramParameter(this.program, this.parallel.COMPLETION_STATUS_KHR) !== false
    );
  }

  /** Throws with the compiler's own words where it did not compile. */
  get uniforms(): Uniforms {
    this.found ??= this.look();
    return this.found;
  }

  private look(): Uniforms {
    const { gl, program, shaders } = this;
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) {
      throw new Error([...shaders.map((s) => gl.getShaderInfoLog(s)), gl.getProgramInfoLog(program)].filter(Boolean).join("; "));
    }
    const found: Uniforms = {};
    const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS) ?? 0;
    for (let i = 0; i < count; i++) {
      const name = gl.getActiveUniform(program, i)!.name;
      found[name] = gl.getUniformLocation(program, name);
    }
    return found;
  }

  dispose(): void {
    for (const shader of this.shaders) this.gl.deleteShader(shader);
    this.gl.deleteProgram(this.program);
  }
}
