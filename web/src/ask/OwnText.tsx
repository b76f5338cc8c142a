import { useEffect, useState } from "react";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { ModelInput } from "../gen/attentionviz/v1/model_pb";
import { go, usePlace } from "../state/place";
import { useLoaded } from "../state/useLoaded";
import { serverLimits } from "./limits";
import { useOwn } from "./own";
import { linesOf } from "./ownSequences";

// Servers refuse addresses that are much longer.
const mostOfAddress = 4000;

export function OwnText({ jobId, atlas, weighting }: { jobId: string; atlas: Atlas; weighting: AttentionWeighting }) {
  const place = usePlace();
  const { label, placeText, clear } = useOwn();
  const [text, setText] = useState(place.own || label);
  const most = useLoaded(serverLimits, []).value?.projectedSequences;
  useEffect(() => {
    if (place.own) setText(place.own);
  }, [place.own]);
  const lines = linesOf(text).length;

  const submit = () => {
    if (lines === 0) return;
    if (encodeURIComponent(text).length <= mostOfAddress) go({ own: text });
    else go({ own: "" });
    placeText(jobId, atlas, text, weighting);
  };

  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        submit();
      }}
    >
      <textarea
        className="own-text"
        aria-label="Your own text"
        aria-describedby="own-hint"
        placeholder={placeholderFor(atlas)}
        rows={2}
        value={text}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={(e) => {
          // While a word is composed, Enter belongs to the composition.
          if (e.key !== "Enter" || e.shiftKey || e.nativeEvent.isComposing) return;
          e.preventDefault();
          submit();
        }}
      />
      <div className="row">
        <button className="main" disabled={lines === 0}>
          Place it
        </button>
        <button
          type="button"
          disabled={text === "" && label === ""}
          onClick={() => {
            setText("");
            clear();
            go({ own: "" });
          }}
        >
          Clear
        </button>
        <span id="own-hint" className={most && lines > most ? "own-over grow" : "quiet grow"}>
          Enter places it; Shift + Enter begins another sequence{most ? ` (${most} at most)` : ""}.
        </span>
      </div>
    </form>
  );
}

function placeholderFor(atlas: Atlas): string {
  if (atlas.model?.input === ModelInput.TOKEN_IDS) return "Token ids, like 17 4 256";
  if (atlas.model?.encoderDecoder) return "Type a sentence, or: what is read => what is to be said";
  return "Type a sentence";
}
