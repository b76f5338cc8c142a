/** As `filter: grayscale(0.85)` of the page does it: the matrix of the CSS filter effects. */
function faded(data: Uint8ClampedArray): void {
  const keep = 0.15;
  for (let i = 0; i < data.length; i += 4) {
    const grey = 0.2126 * data[i] + 0.7152 * data[i + 1] + 0.0722 * data[i + 2];
    for (let c = 0; c < 3; c++) data[i + c] = grey + (data[i + c] - grey) * keep;
  }
}

/** A picture of the page as a data: address, greyed as it is shown: a drawing that stands by itself can name no other. */
export async function picture64(url: string, width: number, height: number): Promise<string> {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * 2), Math.round(height * 2)];
  const context = canvas.getContext("2d")!;
  // The few pixels that a model sees are shown as they are; a photograph is made smaller as it should be.
  context.imageSmoothingEnabled = image.naturalWidth > canvas.width;
  context.imageSmoothingQuality = "high";
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
  faded(pixels.data);
  context.putImageData(pixels, 0, 0);
  return canvas.toDataURL("image/png");
}
