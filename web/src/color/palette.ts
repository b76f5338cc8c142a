import { interpolateGreens, interpolatePuRd, interpolateViridis } from "d3-scale-chromatic";
import type { Theme } from "../ui/theme";

export type Rgb = [number, number, number];

/** 256 colours for queries, then 256 for keys, RGBA. A point's value says which. */
export type Palette = Uint8Array;

/** The value of what has no value: always the last colour, grey. */
export const NONE = 255;
/** Values of a scale go from 0 to this. */
export const STEPS = 254;

export const sides: Record<Theme, { query: Rgb; key: Rgb }> = {
  light: { query: [27, 127, 67], key: [200, 56, 138] },
  dark: { query: [95, 206, 142], key: [245, 133, 191] },
};

const grey: Record<Theme, Rgb> = { light: [176, 182, 191], dark: [92, 100, 112] };

// Six of Okabe and Ito (2008), told apart with any colour vision; an indigo and a pale olive for their black and yellow, which vanish
// on one ground or the other.
const eight: Rgb[] = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [213, 94, 0],
  [110, 70, 240],
  [212, 214, 120],
];

/** How many categories have a colour of their own; others are grey. */
export const MOST_CATEGORIES = eight.length * 2;

/** The second round of colours is the first, darker. */
export function categoryColor(place: number): Rgb {
  const base = eight[place % eight.length];
  return place < eight.length ? base : (base.map((v) => Math.round(v * 0.55)) as Rgb);
}

export function parseColor(text: string): Rgb {
  const hex = /^#(..)(..)(..)$/.exec(text);
  if (hex) return [1, 2, 3].map((i) => Number.parseInt(hex[i], 16)) as Rgb;
  return (text.match(/\d+/g) ?? [0, 0, 0]).slice(0, 3).map(Number) as Rgb;
}

export const cssColor = ([r, g, b]: Rgb): string => `rgb(${r}, ${g}, ${b})`;

export const colorAt = (palette: Palette, value: number, query: boolean): Rgb => {
  const at = ((query ? 0 : 256) + value) * 4;
  return [palette[at], palette[at + 1], palette[at + 2]];
};

function paletteOf(theme: Theme, query: (value: number) => Rgb, key: (value: number) => Rgb): Palette {
  const palette = new Uint8Array(512 * 4);
  for (let i = 0; i < 512; i++) {
    const value = i % 256;
    palette.set(value === NONE ? grey[theme] : (i < 256 ? query : key)(value), i * 4);
    palette[i * 4 + 3] = 235;
  }
  return palette;
}

/** Queries green, keys pink, whatever the value. */
export const sidePalette = (theme: Theme): Palette =>
  paletteOf(
    theme,
    () => sides[theme].query,
    () => sides[theme].key,
  );

/** Tokens of the user's own among those of the corpus: queries blue, keys orange. */
export const ownPalette = (theme: Theme): Palette =>
  paletteOf(
    theme,
    () => (theme === "light" ? [0, 92, 184] : [120, 180, 255]),
    () => (theme === "light" ? [204, 85, 0] : [255, 170, 80]),
  );

/** More is darker on white, and lighter on black: away from the ground either way. Queries green, keys pink. */
export function shadedPalette(theme: Theme): Palette {
  const along = (scale: (t: number) => string) => (value: number) => {
    const t = value / STEPS;
    return parseColor(scale(theme === "light" ? 0.34 + 0.66 * t : 0.9 - 0.68 * t));
  };
  return paletteOf(theme, along(interpolateGreens), along(interpolatePuRd));
}

/** One scale for queries and keys, even in lightness and to the colour-blind (viridis). */
export function scalePalette(theme: Theme): Palette {
  const along = (value: number) => {
    const t = value / STEPS;
    // The ends that would vanish in the ground are left out.
    return parseColor(interpolateViridis(theme === "light" ? 0.9 * (1 - t) : 0.12 + 0.88 * t));
  };
  return paletteOf(theme, along, along);
}

/** Categories; with `pale`, keys are paler than queries. */
export function categoryPalette(theme: Theme, pale = false, colors: (place: number) => Rgb = categoryColor): Palette {
  const mix = (color: Rgb): Rgb => color.map((v) => Math.round(theme === "light" ? v + (255 - v) * 0.45 : v * 0.55 + 30)) as Rgb;
  return paletteOf(theme, colors, (value) => (pale ? mix(colors(value)) : colors(value)));
}
