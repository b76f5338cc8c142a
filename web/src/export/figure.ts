import { escapeXml } from "./dots";
import type { Ink } from "./ink";
import { svgOf } from "./picture";
import { type Measure, num, textSvg, wrapped } from "./text";

/** What stands over a figure, so that it can stand in a paper by itself. */
export interface Caption {
  title: string;
  text: string;
  notes: string[];
}

/** A drawing from its upper left corner. */
export interface Drawing {
  width: number;
  height: number;
  svg: string;
  /** What is to be read beneath it. */
  notes: string[];
}

export interface Figure {
  width: number;
  height: number;
  svg: string;
}

const [PAD, NARROWEST, MOST_LINES] = [20, 400, 8];

/** A whole SVG document: the caption, the drawing, and what is to be known of it. */
export function figureOf({ title, text, notes }: Caption, drawing: Drawing, ink: Ink, measure: Measure): Figure {
  const inner = Math.max(NARROWEST, Math.ceil(drawing.width));
  const parts: string[] = [];
  let y = PAD;
  const write = (words: string, size: number, fill: string, most: number, bold = false) => {
    for (const line of wrapped(words, inner, most, (t) => measure(t, size, bold))) {
      parts.push(textSvg(PAD, y + size * 0.7, line, { size, fill, bold }));
      y += size * 1.4;
    }
  };
  write(title, 15, ink.text, 2, true);
  write(text, 13, ink.text, MOST_LINES);
  write(notes.join(" · "), 12, ink.quiet, 4);
  y += 12;
  parts.push(`<g transform="translate(${num(PAD + (inner - drawing.width) / 2)} ${num(y)})">\n${drawing.svg}\n</g>`);
  y += drawing.height + 6;
  for (const note of drawing.notes) write(note, 12, ink.quiet, 3);
  const [width, height] = [inner + 2 * PAD, Math.ceil(y + PAD)];
  return { width, height, svg: svgOf(width, height, ink.surface, escapeXml(title), parts.join("\n")) };
}
