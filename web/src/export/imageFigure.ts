import { type FlowShape, flowShapes } from "../sequence/flowShapes";
import { boxOf, flows, highest, legendOf, lookOf, nameOf, patchAt, stripWidth } from "../sequence/patches";
import { rowOf } from "../sequence/weights";
import type { Drawing } from "./figure";
import type { Ink } from "./ink";
import type { Seen } from "./seen";
import { num, textSvg } from "./text";

const LONGER = 480;

/** Size in pixels of an image's grid in a figure. */
export function gridSize({ columns, rows, width, height }: { columns: number; rows: number; width: number; height: number }) {
  const aspect = width > 0 && height > 0 ? width / height : columns / rows;
  return aspect >= 1 ? { across: LONGER, down: LONGER / aspect } : { across: LONGER * aspect, down: LONGER };
}

/** Image View: the picture, and over it a heat map, arrows or flows. `picture` is a data: address. */
export function imageFigure(seen: Seen, ink: Ink, picture: string | undefined): Drawing {
  const { queries: side, weights, mode, hidden, selected } = seen;
  const { grid } = seen.image!;
  const { across, down } = gridSize(grid);
  const [sx, sy] = [across / grid.columns, down / grid.rows];
  const left = stripWidth(grid);
  const { place, asks } = lookOf(grid, side, selected);
  const lines = mode === "highest" || mode === "flows";
  const heat = lines ? undefined : rowOf(weights, asks ? place : -1, asks ? -1 : place);
  const most = heat ? heat.reduce((a, b) => Math.max(a, b), 0) : 0;
  const [from, to] = asks ? [ink.query, ink.key] : [ink.key, ink.query];

  const boxes = side.texts.map((text, at) => {
    const { x, y, width, height } = boxOf(grid, at);
    const leading = patchAt(grid, at) === undefined;
    const rect = `<rect x="${num((x + left) * sx)}" y="${num(y * sy)}" width="${num(width * sx)}" height="${num(height * sy)}"`;
    const share = heat && most > 0 ? heat[at] / most : 0;
    const middle = [(x + left + width / 2) * sx, (y + height / 2) * sy] as const;
    return {
      ground: leading ? `${rect} fill="${ink.surface}" stroke="${ink.line}"/>` : "",
      heat: share > 0 ? `${rect} fill-opacity="${num(share * (leading ? 0.6 : 0.85))}"/>` : "",
      off: hidden({ row: side.firstRow + at, query: false }) ? `${rect} fill="url(#off)"/>` : "",
      name: leading ? textSvg(...middle, text, { size: 11, fill: ink.text, anchor: "middle" }) : "",
      chosen: heat && at === place ? `${rect} fill="none" stroke="${from}" stroke-width="3"/>` : "",
    };
  });
  const drawn = lines ? (mode === "highest" ? highest(grid, weights) : flows(weights)) : [];
  const shapes = flowShapes(grid, drawn, mode === "highest").map((shape) => shapeSvg(shape, left, sx, sy, ink.key));
  const opacity = lines ? 0.5 : mode === "all" ? 0.25 : 1;
  const all = (part: keyof (typeof boxes)[number]) => boxes.map((box) => box[part]).filter(Boolean);
  return {
    width: (left + grid.columns) * sx,
    height: down,
    svg: [
      hatch(ink.quiet),
      picture ? `<image x="${num(left * sx)}" width="${num(across)}" height="${num(down)}" opacity="${opacity}" href="${picture}"/>` : "",
      ...all("ground"),
      `<g id="heat" fill="${to}">`,
      ...all("heat"),
      "</g>",
      ...all("off"),
      ...all("name"),
      ...all("chosen"),
      `<g id="flows" fill="none" stroke="${ink.key}" stroke-linecap="round">`,
      ...shapes,
      "</g>",
    ].join("\n"),
    notes: [
      lines
        ? legendOf(mode, drawn.length)
        : `${asks ? "From" : "To"} ${nameOf(grid, side.texts, place)}: the fuller the colour, the greater the weight, from 0 to ${num(most)}.`,
    ],
  };
}

const hatch = (color: string) =>
  `<defs><pattern id="off" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0,0v6" stroke="${color}" stroke-width="2"/></pattern></defs>`;

function shapeSvg(shape: FlowShape, left: number, sx: number, sy: number, color: string): string {
  const [x, y] = [(v: number) => num((v + left) * sx), (v: number) => num(v * sy)];
  const look = `stroke-width="${num(shape.width)}" opacity="${num(shape.opacity)}"`;
  if (shape.kind === "circle")
    return `<ellipse cx="${x(shape.at.x)}" cy="${y(shape.at.y)}" rx="${num(shape.radius * sx)}" ry="${num(shape.radius * sy)}" ${look}/>`;
  if (shape.kind === "square") {
    const { at, side } = shape;
    return `<rect x="${x(at.x - side / 2)}" y="${y(at.y - side / 2)}" width="${num(side * sx)}" height="${num(side * sy)}" ${look}/>`;
  }
  const line = `<line x1="${x(shape.from.x)}" y1="${y(shape.from.y)}" x2="${x(shape.to.x)}" y2="${y(shape.to.y)}"`;
  if (!shape.tip) return `${line} ${look}/>`;
  const tip = shape.tip.map((p) => `${x(p.x)},${y(p.y)}`).join(" ");
  return `<g ${look}>${line}/><polygon points="${tip}" fill="${color}"/></g>`;
}
