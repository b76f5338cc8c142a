import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of the browser of this machine; empty where there is none. */
export function chromiumPath(): string {
  const wished = process.env.CHROMIUM;
  if (wished && !existsSync(wished)) throw new Error(`CHROMIUM names ${wished}, which is not there`);
  return wished ?? places.find((path) => existsSync(path)) ?? "";
}

// Without a graphics card, and silent towards the outside.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args });
