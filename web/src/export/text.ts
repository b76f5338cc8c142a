import { escapeXml } from "./dots";

/** Width of a text in pixels. */
export type Measure = (text: string, size: number, bold?: boolean) => number;

/** By the font that a drawing names: see svgOf. */
export function measureNow(): Measure {
  const context = document.createElement("canvas").getContext("2d")!;
  return (text, size, bold) => {
    context.font = `${bold ? "bold " : ""}${size}px system-ui, sans-serif`;
    return context.measureText(text).width;
  };
}

export interface Writing {
  size: number;
  fill: string;
  anchor?: "start" | "middle" | "end";
  bold?: boolean;
  struck?: boolean;
  /** Read from below, as a column's name is. */
  upright?: boolean;
}

/** A line of text with its middle at y: programs differ in what they make of `dominant-baseline`. */
export function textSvg(x: number, y: number, text: string, { size, fill, anchor = "start", bold, struck, upright }: Writing): string {
  const at = upright ? `transform="translate(${num(x + size * 0.35)} ${num(y)}) rotate(-90)"` : `x="${num(x)}" y="${num(y + size * 0.35)}"`;
  const more = `${bold ? ' font-weight="bold"' : ""}${struck ? ' text-decoration="line-through"' : ""}`;
  return `<text ${at} font-size="${size}" fill="${fill}" text-anchor="${anchor}"${more}>${escapeXml(text)}</text>`;
}

/** A number as short as a thousandth allows: of a pixel, or of full colour. */
export const num = (value: number): string => String(Number(value.toFixed(3)));

/** Lines no wider than asked, broken at spaces, or within a word that is too long; what is beyond `most` lines ends in an ellipsis. */
export function wrapped(text: string, width: number, most: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/(?<=\s)/)) {
    if (measure((line + word).trimEnd()) <= width) {
      line += word;
      continue;
    }
    if (line) lines.push(line.trimEnd());
    line = "";
    for (const character of word) {
      if (line && measure(line + character) > width) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  if (line.trim()) lines.push(line.trimEnd());
  if (lines.length <= most) return lines;
  let last = lines[most - 1];
  while (last && measure(`${last}…`) > width) last = [...last].slice(0, -1).join("");
  return [...lines.slice(0, most - 1), `${last}…`];
}
