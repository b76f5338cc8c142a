import { Menu } from "../ui/Menu";
import { type Facts, nameOf } from "./facts";
import { savePng, saveSvg } from "./picture";
import type { Seen } from "./seen";
import { seenFigure } from "./seenFigure";
import { useAttempt } from "./useAttempt";
import { saveWeights } from "./weightRecords";

// Browsers make no larger bitmaps.
const LARGEST = 16_000;

/** Files of the weights of a sequence: a figure of what is seen, and its numbers. */
export function WeightsMenu({ facts, seen }: { facts: Facts; seen: Seen }) {
  const { fault, attempt } = useAttempt();
  const name = nameOf(facts, seen.mode);
  const png = async () => {
    const { svg, width, height } = await seenFigure(facts, seen);
    await savePng(name, svg, width, height, Math.min(2, LARGEST / Math.max(width, height)));
  };
  return (
    <>
      <Menu label="Save">
        <button onClick={() => attempt(png)}>Picture (PNG)</button>
        <button onClick={() => attempt(async () => saveSvg(name, (await seenFigure(facts, seen)).svg))}>Drawing (SVG)</button>
        <button onClick={() => attempt(() => saveWeights("csv", name, facts, seen))}>Weights (CSV)</button>
        <button onClick={() => attempt(() => saveWeights("json", name, facts, seen))}>Weights (JSON)</button>
      </Menu>
      {fault && (
        <span role="alert" className="fault">
          {fault}
        </span>
      )}
    </>
  );
}
