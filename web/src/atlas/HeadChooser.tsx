import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { go } from "../state/place";
import { Choice } from "../ui/Choice";
import { headAt, headText, neighbour } from "./headAt";

const steps: [string, string, number, number][] = [
  ["←", "Head before", 0, -1],
  ["→", "Head after", 0, 1],
  ["↑", "Layer before", -1, 0],
  ["↓", "Layer after", 1, 0],
];

/** Layer and head by list, and one step in each direction. */
export function HeadChooser({ atlas, head }: { atlas: Atlas; head: HeadSummary }) {
  const layers = [...new Set(atlas.heads.map((h) => h.layer))];
  const heads = atlas.heads.filter((h) => h.layer === head.layer).map((h) => h.head);
  const open = (layer: number, number: number) => {
    const there = headAt(atlas, headText({ layer, head: number })) ?? atlas.heads.find((h) => h.layer === layer);
    if (there) go({ head: headText(there) });
  };
  const options = (numbers: number[]) => numbers.map((n): [string, string] => [String(n), String(n)]);
  return (
    <div className="row">
      <button onClick={() => go({ head: "", at: "" })} title="Esc">
        All heads
      </button>
      <Choice label="Layer" value={String(head.layer)} options={options(layers)} change={(layer) => open(Number(layer), head.head)} />
      <Choice label="Head" value={String(head.head)} options={options(heads)} change={(number) => open(head.layer, Number(number))} />
      <div className="row steps">
        {steps.map(([sign, label, down, across]) => {
          const there = neighbour(atlas, head, down, across);
          return (
            <button key={label} aria-label={label} title={label} disabled={!there} onClick={() => there && go({ head: headText(there) })}>
              {sign}
            </button>
          );
        })}
      </div>
    </div>
  );
}
