import { fileName, save } from "./save";

/** A whole SVG document; `body` is its inside. */
export const svgOf = (width: number, height: number, background: string, title: string, body: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui, sans-serif">
<title>${title}</title>
<rect width="100%" height="100%" fill="${background}"/>
${body}
</svg>
`;

export function saveSvg(name: string, svg: string): void {
  save(fileName(name, "svg"), new Blob([svg], { type: "image/svg+xml" }));
}

/** An SVG as a bitmap, twice as fine as the page shows it. */
export async function savePng(name: string, svg: string, width: number, height: number, scale = 2): Promise<void> {
  const address = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    canvas.getContext("2d")!.drawImage(image, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
    if (!blob) throw new Error(`a picture of ${canvas.width} by ${canvas.height} pixels is more than this browser makes`);
    save(fileName(name, "png"), blob);
  } finally {
    URL.revokeObjectURL(address);
  }
}
