import { go, usePlace } from "../state/place";
import { Switch } from "../ui/Switch";
import { modeOf, modesOf } from "./modes";
import type { Hidden } from "./useHidden";

interface Props {
  image: boolean;
  /** The sequence is the user's own. */
  own?: boolean;
  off: Hidden;
}

/** How the weights are shown, how they are counted, and what is left out of them. */
export function SequenceControls({ image, own, off }: Props) {
  const place = usePlace();
  const mode = modeOf(image, place.show, own);
  return (
    <div className="stack controls">
      <fieldset className="row modes" aria-label="Show weights as">
        {modesOf(image, own).map(({ show, label, title }, i) => (
          <button key={show} aria-pressed={mode === show} title={title} onClick={() => go({ show: i === 0 ? "" : show })}>
            {label}
          </button>
        ))}
      </fieldset>
      <div className="row">
        <Switch
          label="Hide special tokens"
          title="Leaves out tokens that the model added; the other weights add up to 1 again. In a causal model without any: the first token."
          on={place.hide === "special"}
          change={(on) => go({ hide: on ? "special" : "" })}
        />
        <Switch
          label="Times value norms"
          title="Each weight times the norm of the value it brings, rows brought to 1 again: what is looked at without effect fades."
          on={place.weight === "value"}
          change={(on) => go({ weight: on ? "value" : "" })}
        />
        <button disabled={off.count === 0} onClick={off.showAll}>
          Show all{off.count > 0 ? ` (${off.count} hidden)` : ""}
        </button>
      </div>
    </div>
  );
}
