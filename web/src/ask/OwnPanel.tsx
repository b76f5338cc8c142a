import { useEffect, useState } from "react";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import type { Token } from "../sequence/sides";
import { Choice } from "../ui/Choice";
import { OwnAttention } from "./OwnAttention";
import { OwnPicture } from "./OwnPicture";
import { OwnStatus } from "./OwnStatus";
import { OwnText } from "./OwnText";
import { OwnThumbnails } from "./OwnThumbnails";
import { useOwn } from "./own";
import { readsImages, useOwnPlace } from "./useOwnPlace";
import "../styles/sequence.css";
import "../styles/ask.css";

export interface OwnPanelProps {
  jobId: string;
  atlas: Atlas;
  /** Undefined in the Matrix View. */
  head: HeadSummary | undefined;
  onHead: (layer: number, head: number) => void;
  /** Token of `useOwn().tokens` under the pointer, in the map or here. */
  hovered?: Token;
  onHover?: (token: Token | undefined) => void;
  close?: () => void;
}

/** A sentence or picture of the user's own: where it is typed or dropped, and what each head makes of it. */
export function OwnPanel({ jobId, atlas, head, onHead, hovered, onHover, close }: OwnPanelProps) {
  const weighting = useOwnPlace(jobId, atlas);
  const { tokens, label, file, placeText, placeImage } = useOwn();
  const [pointed, setPointed] = useState<Token>();
  const [chosen, setChosen] = useState(0);
  useEffect(() => setChosen(0), [label]);
  const image = readsImages(atlas);
  const sequence = Math.min(chosen, (tokens?.sequences.length ?? 1) - 1);
  const retry = () => (file ? placeImage(jobId, atlas, file, weighting) : placeText(jobId, atlas, label, weighting));
  return (
    <section className="sequence own stack" aria-label={image ? "Your own picture" : "Your own text"}>
      <div className="row">
        <h2 className="grow">{image ? "Your own picture" : "Your own text"}</h2>
        {close && <button onClick={close}>Close</button>}
      </div>
      {image ? <OwnPicture {...{ jobId, atlas, weighting }} /> : <OwnText {...{ jobId, atlas, weighting }} />}
      <OwnStatus retry={retry} />
      {tokens && tokens.sequences.length > 1 && (
        <Choice
          label="Sequence"
          value={String(sequence)}
          options={tokens.sequences.map((s, i) => [String(i), `${i + 1}: ${s.text.slice(0, 40) || `${s.tokens} tokens`}`])}
          change={(value) => setChosen(Number(value))}
        />
      )}
      {tokens && (
        <>
          {head ? (
            <OwnAttention
              {...{ atlas, head, sequence, onHead }}
              table={tokens}
              hovered={hovered ?? pointed}
              onHover={(token) => {
                setPointed(token);
                onHover?.(token);
              }}
            />
          ) : (
            <p className="quiet">Choose a head to see where each token looks.</p>
          )}
          <h3>In all heads</h3>
          <OwnThumbnails {...{ atlas, sequence, head, onHead }} />
        </>
      )}
    </section>
  );
}
