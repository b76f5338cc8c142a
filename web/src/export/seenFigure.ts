import { columnsFigure } from "./columnsFigure";
import { captionOf, type Facts } from "./facts";
import { type Figure, figureOf } from "./figure";
import { gridSize, imageFigure } from "./imageFigure";
import { inkNow } from "./ink";
import { matrixFigure } from "./matrixFigure";
import { picture64 } from "./picture64";
import type { Seen } from "./seen";
import { measureNow } from "./text";

/** The figure of the form that is shown, in the page's theme. */
export async function seenFigure(facts: Facts, seen: Seen): Promise<Figure> {
  const [ink, measure] = [inkNow(), measureNow()];
  const draw = async () => {
    if (seen.mode === "matrix") return matrixFigure(seen, ink);
    if (!seen.image) return columnsFigure(seen, ink, measure);
    const { across, down } = gridSize(seen.image.grid);
    return imageFigure(seen, ink, seen.image.url && (await picture64(seen.image.url, across, down)));
  };
  return figureOf(captionOf(facts), await draw(), ink, measure);
}
