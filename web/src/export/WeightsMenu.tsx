import { type Facts, nameOf } from "./facts";
import { savePng, saveSvg } from "./picture";
import { SaveMenu } from "./SaveMenu";
import type { Seen } from "./seen";
import { seenFigure } from "./seenFigure";
import { saveWeights } from "./weightRecords";

// Browsers make no larger bitmaps.
const LARGEST = 16_000;

/** Files of the weights of a sequence: a figure of what is seen, and its numbers. */
export function WeightsMenu({ facts, seen }: { facts: Facts; seen: Seen }) {
  const name = nameOf(facts, seen.mode);
  const png = async () => {
    const { svg, width, height } = await seenFigure(facts, seen);
    await savePng(name, svg, width, height, Math.min(2, LARGEST / Math.max(width, height)));
  };
  return (
    <SaveMenu
      label="Save"
      files={[
        ["Picture (PNG)", png],
        ["Drawing (SVG)", async () => saveSvg(name, (await seenFigure(facts, seen)).svg)],
        ["Weights (CSV)", () => saveWeights("csv", name, facts, seen)],
        ["Weights (JSON)", () => saveWeights("json", name, facts, seen)],
      ]}
    />
  );
}
