import { type CSSProperties, type KeyboardEvent, memo, useState } from "react";
import { type Side, visible } from "./sides";
import { weightText } from "./weights";

export interface TokenColumnProps {
  side: Side;
  query: boolean;
  hidden: (place: number) => boolean;
  /** The places that are pointed at and that was clicked; -1 for none. */
  hovered: number;
  selected: number;
  /** Tokens are another sequence's in part: shown in grey. */
  grey?: boolean;
  /** Weight of each token, while one of the other side is pointed at. */
  weights?: Float32Array;
  onHover: (place: number, query: boolean) => void;
  onClick: (place: number, query: boolean, select: boolean) => void;
}

const placeOf = (target: EventTarget): number => {
  const button = (target as Element).closest<HTMLElement>("[data-place]");
  return button ? Number(button.dataset.place) : -1;
};

function move(event: KeyboardEvent<HTMLElement>, here: number): void {
  const column = event.currentTarget;
  const columns = [...column.parentElement!.querySelectorAll<HTMLElement>(".tokens")];
  const steps: Record<string, number> = { ArrowUp: here - 1, ArrowDown: here + 1, Home: 0, End: Number.MAX_SAFE_INTEGER };
  const to = event.key === "ArrowLeft" ? columns[0] : event.key === "ArrowRight" ? columns[1] : event.key in steps ? column : undefined;
  if (!to) return;
  event.preventDefault();
  const buttons = to.querySelectorAll<HTMLElement>("[data-place]");
  buttons[Math.max(0, Math.min(buttons.length - 1, steps[event.key] ?? here))]?.focus();
}

/** One tab stop; arrows move within it. Events are heard by the column, not by each of its hundreds of tokens. */
export const TokenColumn = memo(function TokenColumn(props: TokenColumnProps) {
  const { side, query, hidden, hovered, selected, grey, weights, onHover, onClick } = props;
  const [stop, setStop] = useState(0);
  const tabStop = Math.min(stop, side.texts.length - 1);
  const name = query ? "query" : "key";
  // Of a long row most weights are next to nothing: to write each of them down costs time and shows nothing.
  const least = side.texts.length > 100 ? 0.005 : 0;
  const weightAt = (place: number) => (weights && weights[place] > least ? weights[place] : undefined);
  return (
    <fieldset
      className={`tokens ${name}${grey ? " grey" : ""}`}
      aria-label={side.title}
      onMouseOver={(e) => onHover(placeOf(e.target), query)}
      onMouseLeave={() => onHover(-1, query)}
      onFocus={(e) => {
        setStop(placeOf(e.target));
        onHover(placeOf(e.target), query);
      }}
      onBlur={() => onHover(-1, query)}
      onClick={(e) => placeOf(e.target) >= 0 && onClick(placeOf(e.target), query, e.shiftKey)}
      onKeyDown={(e) => move(e, tabStop)}
    >
      {side.texts.map((text, place) => (
        <button
          // biome-ignore lint/suspicious/noArrayIndexKey: a token is its place
          key={place}
          data-place={place}
          tabIndex={place === tabStop ? 0 : -1}
          className={place === hovered ? "hovered" : undefined}
          aria-pressed={hidden(place)}
          aria-current={place === selected ? "true" : undefined}
          title={`${name} ${place + 1}: ${text}${hidden(place) ? " (hidden)" : ""}`}
          style={weightAt(place) ? ({ "--share": weightAt(place) } as CSSProperties) : undefined}
        >
          <span className="text">{visible(text)}</span>
          <span className="number">{weightText(weightAt(place) ?? 0)}</span>
        </button>
      ))}
    </fieldset>
  );
});
