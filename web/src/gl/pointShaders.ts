import { TABLE_WIDTH } from "./table";

// A vertex is a point of a head: vertex = head * slots + slot. All that is looked up by slot is the same in
// every head (a token's colour, a hit), so that colouring a million points writes a few thousand bytes.
export const vertexShader = `#version 300 es
precision highp float;
precision highp int;
precision highp usampler2D;
precision highp sampler2D;
in vec3 position;
uniform mat4 camera;
uniform int slots;
uniform int queries;
uniform float size;
uniform float depthScale;
uniform vec2 viewport;
uniform bool valuesPerHead;
uniform bool sized;
uniform bool sizesPerHead;
uniform usampler2D values;
uniform usampler2D states;
uniform usampler2D sizes;
uniform usampler2D cells;
uniform sampler2D palette;
uniform sampler2D tiles;
uniform int keyShape;
flat out vec4 color;
flat out float pixels;
flat out int shape;
flat out uint cell;

ivec2 at(int i) { return ivec2(i % ${TABLE_WIDTH}, i / ${TABLE_WIDTH}); }

void main() {
  int head = gl_VertexID / slots;
  int slot = gl_VertexID - head * slots;
  bool key = slot >= queries;
  vec4 tile = texelFetch(tiles, at(head), 0);
  uint state = texelFetch(states, at(slot), 0).r;
  uint value = texelFetch(values, at(valuesPerHead ? gl_VertexID : slot), 0).r;
  color = texelFetch(palette, ivec2(int(value), key ? 1 : 0), 0);
  vec4 p = camera * vec4(position, 1.0);
  vec3 n = p.xyz / p.w;
  vec2 pixel = tile.xy + (vec2(n.x, -n.y) * 0.5 + 0.5) * tile.zw;
  // What is looked for lies before what is not.
  float z = clamp(n.z, -1.0, 1.0) * 0.4 + (state == 2u ? -0.5 : state == 1u ? 0.55 : 0.0);
  gl_Position = vec4(pixel / viewport * 2.0 - 1.0, z, 1.0);
  gl_Position.y = -gl_Position.y;
  float s = size;
  if (sized) s *= mix(0.55, 2.2, float(texelFetch(sizes, at(sizesPerHead ? gl_VertexID : slot), 0).r) / 255.0);
  if (depthScale > 0.0) s *= mix(1.25, 0.7, clamp(n.z * 0.5 + 0.5, 0.0, 1.0));
  if (state == 1u) { color.a *= 0.12; s *= 0.8; }
  if (state == 2u) { s = s * 1.6 + 1.0; color.a = 1.0; }
  pixels = s;
  shape = key ? keyShape : 0;
  cell = texelFetch(cells, at(slot), 0).r;
  gl_PointSize = s;
  if (tile.z <= 0.0 || state == 3u || any(isnan(n))) gl_Position = vec4(2.0, 2.0, 2.0, 1.0);
}
`;

export const fragmentShader = `#version 300 es
precision highp float;
precision highp int;
flat in vec4 color;
flat in float pixels;
flat in int shape;
flat in uint cell;
uniform bool pictured;
uniform float ring;
uniform float patchSize;
uniform vec2 sheetSize;
uniform sampler2D sheet;
out vec4 result;

void main() {
  vec2 c = gl_PointCoord * 2.0 - 1.0;
  if (pictured) {
    float edge = max(abs(c.x), abs(c.y));
    float inner = 1.0 - 2.0 * ring / pixels;
    if (ring > 0.0 && edge > inner) { result = vec4(color.rgb, 1.0) * color.a; return; }
    vec2 within = ring > 0.0 ? c / inner * 0.5 + 0.5 : gl_PointCoord;
    float columns = floor(sheetSize.x / patchSize);
    vec2 corner = vec2(mod(float(cell), columns), floor(float(cell) / columns)) * patchSize;
    vec4 picture = texture(sheet, (corner + clamp(within, 0.02, 0.98) * patchSize) / sheetSize);
    result = vec4(picture.rgb, 1.0) * color.a;
    return;
  }
  float alpha = color.a;
  if (pixels >= 4.0) {
    // Queries are discs, keys squares, a little smaller so that both cover as much.
    float d = shape == 0 ? length(c) : max(abs(c.x), abs(c.y)) * 1.13;
    alpha *= 1.0 - smoothstep(1.0 - 2.0 / pixels, 1.0, d);
    if (alpha < 0.01) discard;
  }
  result = vec4(color.rgb * alpha, alpha);
}
`;
