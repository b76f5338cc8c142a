/** Colours of the page's theme, by what they are for. */
export interface Ink {
  surface: string;
  map: string;
  text: string;
  quiet: string;
  line: string;
  query: string;
  key: string;
  accent: string;
}

const names = ["surface", "map", "text", "quiet", "line", "query", "key", "accent"] as const;

/** As the style sheets have them now. */
export function inkNow(): Ink {
  const style = getComputedStyle(document.documentElement);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as unknown as Ink;
}
