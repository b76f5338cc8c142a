import { useEffect, useMemo, useState } from "react";
import { headKey } from "../data/heads";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import type { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { useLoaded } from "../state/useLoaded";
import { FailureNote } from "../ui/FailureNote";
import { Progress } from "../ui/Progress";
import { AttentionThumbnails, type ThumbLayer } from "./AttentionThumbnails";
import { loadThumbs } from "./loadThumbs";
import type { Thumb } from "./thumbs";
import { unavailable } from "./unavailable";

interface Props {
  jobId: string;
  atlas: Atlas;
  index: number;
  weighting: AttentionWeighting;
  current: { layer: number; head: number };
  onHead: (layer: number, head: number) => void;
}

function layersOf(atlas: Atlas): ThumbLayer[] {
  const layers = new Map<number, ThumbLayer>();
  for (const { layer, head, ready } of atlas.heads) {
    if (!layers.has(layer)) layers.set(layer, { layer, heads: [], unavailable: unavailable(atlas, layer) });
    if (ready) layers.get(layer)!.heads.push(head);
  }
  return [...layers.values()];
}

/** Every head's weights of the sequence; loaded when it is opened. */
export function HeadThumbnails(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="all-heads" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>This sequence in all heads</summary>
      {open && <Opened {...props} />}
    </details>
  );
}

function Opened({ jobId, atlas, index, weighting, current, onHead }: Props) {
  const layers = useMemo(() => layersOf(atlas), [atlas]);
  const heads = layers.filter((l) => !l.unavailable).flatMap(({ layer, heads }) => heads.map((head) => ({ layer, head })));
  const [thumbs, setThumbs] = useState<ReadonlyMap<number, Thumb>>(new Map());
  const wanted = `${jobId} ${index} ${weighting} ${heads.length}`;
  useEffect(() => setThumbs(new Map()), [wanted]);
  const { loading, failure, retry, cancel } = useLoaded(
    (signal) =>
      loadThumbs(jobId, index, heads, weighting, signal, (some) => {
        if (!signal.aborted) setThumbs((before) => new Map([...before, ...some.map((t) => [headKey(t.layer, t.head), t] as const)]));
      }),
    [wanted],
  );
  return (
    <div className="stack">
      <div className="status">
        {loading && heads.length > 0 && <Progress label="Weights of all heads" share={thumbs.size / heads.length} cancel={cancel} />}
        {!loading && !failure && <span className="quiet">Each head is scaled to its own greatest weight.</span>}
      </div>
      {failure && <FailureNote failure={failure} retry={retry} />}
      <AttentionThumbnails layers={layers} thumbs={thumbs} current={current} onHead={onHead} />
    </div>
  );
}
