import { useState } from "react";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { useOwn } from "./own";

/** Where a picture is dropped or chosen. */
export function OwnPicture({ jobId, atlas, weighting }: { jobId: string; atlas: Atlas; weighting: AttentionWeighting }) {
  const { label, imageUrl, tokens, placeImage, clear } = useOwn();
  const [over, setOver] = useState(false);
  const [shape, setShape] = useState(0);
  const view = tokens?.sequences[0]?.image;
  const otherShape = view !== undefined && shape > 0 && Math.abs(Math.log(shape / (view.width / view.height))) > 0.02;
  return (
    <div className="stack">
      <label
        className={over ? "own-drop over" : "own-drop"}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => {
          e.preventDefault();
          setOver(false);
          const file = e.dataTransfer.files[0];
          if (file) placeImage(jobId, atlas, file, weighting);
        }}
      >
        <input
          type="file"
          className="hidden"
          accept="image/*"
          onChange={(e) => {
            const file = e.target.files?.[0];
            if (file) placeImage(jobId, atlas, file, weighting);
            e.target.value = "";
          }}
        />
        <span className="own-preview">
          {imageUrl && (
            <img src={imageUrl} alt={label} onLoad={(e) => setShape(e.currentTarget.naturalWidth / e.currentTarget.naturalHeight)} />
          )}
        </span>
        <span>
          {label || "Drop a picture here, or choose one"}
          <br />
          <span className="quiet">JPEG, PNG or WebP; it is not kept.</span>
        </span>
      </label>
      <div className="row">
        <button disabled={!imageUrl} onClick={clear}>
          Clear
        </button>
        {otherShape && (
          <span className="quiet grow">
            The model sees {view.width} × {view.height} pixels of it, as they are shown with the attention.
          </span>
        )}
      </div>
    </div>
  );
}
