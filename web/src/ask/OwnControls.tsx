import { modesOf } from "../sequence/modes";
import type { Hidden } from "../sequence/useHidden";
import { go, usePlace } from "../state/place";
import { Switch } from "../ui/Switch";

/** New sequences are no part of the mean. */
export const ownModes = (image: boolean) => modesOf(image).filter((m) => m.show !== "all");

export function OwnControls({ image, mode, off }: { image: boolean; mode: string; off: Hidden }) {
  const place = usePlace();
  return (
    <div className="stack controls">
      <fieldset className="row modes bare-set" aria-label="Show weights as">
        {ownModes(image).map(({ show, label, title }, i) => (
          <button key={show} aria-pressed={mode === show} title={title} onClick={() => go({ show: i === 0 ? "" : show })}>
            {label}
          </button>
        ))}
      </fieldset>
      <div className="row">
        <Switch label="Hide special tokens" on={place.hide === "special"} change={(on) => go({ hide: on ? "special" : "" })} />
        <Switch label="Times value norms" on={place.weight === "value"} change={(on) => go({ weight: on ? "value" : "" })} />
        <button disabled={off.count === 0} onClick={off.showAll}>
          Show all{off.count > 0 ? ` (${off.count} hidden)` : ""}
        </button>
      </div>
    </div>
  );
}
