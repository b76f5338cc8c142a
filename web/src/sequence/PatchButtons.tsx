import { type CSSProperties, memo, useState } from "react";
import { boxOf, type Grid, moved, nameOf, patchAt, stripWidth } from "./patches";
import { weightText } from "./weights";

export interface PatchButtonsProps {
  grid: Grid;
  texts: string[];
  hidden: (place: number) => boolean;
  hovered: number;
  selected: number;
  marked: readonly number[];
  /** Weight of each token, where a heat map is shown, and the greatest of them. */
  weights?: Float32Array;
  most: number;
  onHover: (place: number) => void;
  onClick: (place: number, select: boolean) => void;
}

const placeOf = (target: EventTarget): number => {
  const button = (target as Element).closest<HTMLElement>("[data-place]");
  return button ? Number(button.dataset.place) : -1;
};

/** A button over each patch and for each leading token. One tab stop; arrows move over the image. */
export const PatchButtons = memo(function PatchButtons(props: PatchButtonsProps) {
  const { grid, texts, hidden, hovered, selected, marked, weights, most, onHover, onClick } = props;
  const [stop, setStop] = useState(-1);
  const tabStop = stop >= 0 && stop < texts.length ? stop : Math.max(0, selected);
  const left = stripWidth(grid);
  const across = (x: number) => `${(100 * x) / (left + grid.columns)}%`;
  const down = (y: number) => `${(100 * y) / grid.rows}%`;
  return (
    <fieldset
      className="patches"
      aria-label="Patches"
      onMouseOver={(e) => onHover(placeOf(e.target))}
      onMouseLeave={() => onHover(-1)}
      onFocus={(e) => {
        setStop(placeOf(e.target));
        onHover(placeOf(e.target));
      }}
      onBlur={() => onHover(-1)}
      onClick={(e) => placeOf(e.target) >= 0 && onClick(placeOf(e.target), e.shiftKey)}
      onKeyDown={(e) => {
        if (!e.key.startsWith("Arrow")) return;
        e.preventDefault();
        e.currentTarget.querySelector<HTMLElement>(`[data-place="${moved(grid, tabStop, e.key)}"]`)?.focus();
      }}
    >
      {texts.map((text, place) => {
        const box = boxOf(grid, place);
        const patch = patchAt(grid, place);
        const name = nameOf(grid, texts, place);
        const weight = weights ? `: ${weightText(weights[place]) || "0"}` : "";
        const classes = [
          "patch",
          !patch && "leading",
          place === hovered && "hovered",
          marked.includes(place) && "marked",
          hidden(place) && "off",
        ];
        return (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
            key={place}
            data-place={place}
            tabIndex={place === tabStop ? 0 : -1}
            className={classes.filter(Boolean).join(" ")}
            aria-current={place === selected ? "true" : undefined}
            aria-label={name + weight}
            title={name + weight}
            style={
              {
                left: across(box.x + left),
                top: down(box.y),
                width: across(box.width),
                height: down(box.height),
                "--share": weights && most > 0 ? weights[place] / most : 0,
              } as CSSProperties
            }
          >
            {patch ? undefined : text}
          </button>
        );
      })}
    </fieldset>
  );
});
