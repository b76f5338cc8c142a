/** What a scene draws with. What was drawn is kept, so that it can be exported. */
export function openContext(canvas: HTMLCanvasElement): WebGL2RenderingContext {
  const gl = canvas.getContext("webgl2", { antialias: false, preserveDrawingBuffer: true, alpha: true });
  if (!gl)
    throw new Error(
      "This browser offers no WebGL 2, which maps are drawn with. Any current browser has it; it may be turned off in the settings.",
    );
  return gl;
}

/** Gives the context back where its canvas has gone: a browser allows a page some 16, and takes the oldest away when another is asked for. */
export function closeContext(gl: WebGL2RenderingContext): void {
  if (!(gl.canvas as HTMLCanvasElement).isConnected) gl.getExtension("WEBGL_lose_context")?.loseContext();
}
