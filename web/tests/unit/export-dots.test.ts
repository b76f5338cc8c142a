import { describe, expect, it } from "vitest";
import { categoryPalette, colorAt } from "../../src/color/palette";
import { dotsSvg, escapeXml } from "../../src/export/dots";
import { Random, seeds } from "./random";

const attribute = (element: string, name: string) => new RegExp(`${name}="([^"]*)"`).exec(element)?.[1];

/** Every dot of the picture, in the order drawn. */
function dotsOf(svg: string) {
  return svg
    .split("\n")
    .filter(Boolean)
    .flatMap((element) => {
      expect(element).toMatch(/^<path [^<>]*\/>$/);
      return [...attribute(element, "d")!.matchAll(/M(-?[\d.]+),(-?[\d.]+)h0/g)].map((m) => ({
        x: Number(m[1]),
        y: Number(m[2]),
        color: attribute(element, "stroke")!.match(/\d+/g)!.map(Number),
        width: Number(attribute(element, "stroke-width")),
        opacity: Number(attribute(element, "stroke-opacity")),
        cap: attribute(element, "stroke-linecap"),
      }));
    });
}

describe("dotsSvg", () => {
  it.each(seeds(20))("DotsSvg_AnyPoints_DrawsEachThatIsSeenOnceAndAlike %i", (seed) => {
    const random = new Random(seed);
    const [width, height, size] = [300, 200, random.between(2.4, 16)];
    const [count, queries] = [random.whole(0, 300), random.whole(0, 150)];
    const palette = categoryPalette("light", true);
    const screen = Float32Array.from({ length: count * 2 }, () => (random.next() < 0.03 ? Number.NaN : random.between(-60, 360)));
    const values = Uint8Array.from({ length: count }, () => random.whole(0, 4));
    const states = Uint8Array.from({ length: count }, () => random.whole(0, 3));
    const dots = dotsOf(dotsSvg({ screen, queries, values, states, palette, size, width, height }));

    const margin = (v: number, most: number) => v > -size && v < most + size;
    const seen = [...states.keys()].filter((p) => states[p] !== 3 && margin(screen[p * 2], width) && margin(screen[p * 2 + 1], height));
    expect(dots).toHaveLength(seen.length);
    for (const p of seen) {
      const dot = dots.find((d) => Math.abs(d.x - screen[p * 2]) < 0.06 && Math.abs(d.y - screen[p * 2 + 1]) < 0.06)!;
      expect(dot.color).toEqual(colorAt(palette, values[p], p < queries));
      expect(dot.cap).toBe(p < queries ? "round" : "square");
    }
    // Faded ones lie under what is shown, found ones over it, each more plainly than the one before.
    const opacities = dots.map((d) => d.opacity);
    expect(opacities).toEqual([...opacities].sort((a, b) => a - b));
  });

  it("DotsSvg_StatesOfOnePoint_AreSmallFadedUsualAndLarge", () => {
    const draw = (state: number) =>
      dotsOf(
        dotsSvg({
          screen: Float32Array.of(5, 5),
          queries: 1,
          values: Uint8Array.of(0),
          states: Uint8Array.of(state),
          palette: categoryPalette("dark"),
          size: 10,
          width: 10,
          height: 10,
        }),
      );
    const [usual, faded, found] = [draw(0), draw(1), draw(2)].map(([d]) => d);
    expect([faded.width, usual.width, found.width]).toEqual([8, 10, 17]);
    expect(faded.opacity).toBeLessThan(0.2);
    expect(draw(3)).toEqual([]);
  });

  it("DotsSvg_NoPoints_IsEmpty", () => {
    const nothing = { screen: new Float32Array(0), values: new Uint8Array(0), states: new Uint8Array(0) };
    expect(dotsSvg({ ...nothing, queries: 0, palette: categoryPalette("light"), size: 3, width: 9, height: 9 })).toBe("");
  });
});

/** The Char production of XML 1.0. */
const isXmlChar = (c: number) =>
  c === 9 || c === 10 || c === 13 || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || (c >= 0x10000 && c <= 0x10ffff);

/** What a parser reads from text or from a quoted attribute; throws where it would refuse. */
function parsed(text: string): string {
  if (/[<"']|&(?!#\d+;)/.test(text)) throw new Error(`markup in ${text}`);
  for (const c of text) if (!isXmlChar(c.codePointAt(0)!)) throw new Error(`no character of XML: ${c.codePointAt(0)}`);
  return text.replace(/&#(\d+);/g, (_, n) => {
    if (!isXmlChar(Number(n))) throw new Error(`no character of XML: ${n}`);
    return String.fromCodePoint(Number(n));
  });
}

describe("escapeXml", () => {
  it("EscapeXml_EveryCharacter_ParsesAsItselfOrAsTheMarkForWhatCannotBe", () => {
    const wrong: string[] = [];
    for (let c = 0; c < 0x11000; c++) {
      const character = String.fromCodePoint(c);
      const control = c >= 0x7f && c <= 0x9f;
      const expected = isXmlChar(c) && !control ? character : "\ufffd";
      if (parsed(escapeXml(character)) !== expected) wrong.push(`U+${c.toString(16)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("EscapeXml_TextOfAllSorts_ParsesAsItself", () => {
    for (const text of ["a < b && c > \"d\" or 'e'", "&amp; &#60;", "]]>", "🙂 語 é", "half \ud83d of a pair \ude42"]) {
      expect(parsed(escapeXml(text))).toBe(Buffer.from(text).toString());
    }
    expect(parsed(escapeXml("🙂\ud83d🙂"))).toBe("🙂\ufffd🙂");
  });
});
