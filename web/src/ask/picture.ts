import { Code, ConnectError } from "@connectrpc/connect";

const taken = ["image/jpeg", "image/png", "image/webp"];
// Far more than any model looks at.
const mostPixels = 1600;

/** The picture's file as it is, where the server takes it; else drawn anew, smaller or as another kind. */
export async function pictureFor(file: File, mostBytes: number): Promise<Blob> {
  if (taken.includes(file.type) && file.size <= mostBytes) return file;
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new ConnectError(
      `${file.name || "The file"} is no picture that can be read here; give a JPEG, PNG or WebP file`,
      Code.InvalidArgument,
    );
  });
  const scale = Math.min(1, mostPixels / Math.max(bitmap.width, bitmap.height));
  const canvas = new OffscreenCanvas(Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)));
  canvas.getContext("2d")!.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return canvas.convertToBlob({ type: "image/webp", quality: 0.95 });
}
