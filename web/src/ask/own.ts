import { Code, ConnectError } from "@connectrpc/connect";
import { create } from "zustand";
import { explore } from "../api/clients";
import { type Failure, failureOf, isAbort } from "../api/failure";
import { headKey } from "../data/heads";
import { type TokenTable, tableOf } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { AttentionWeighting } from "../gen/attentionviz/v1/atlas_service_pb";
import { everyFrame } from "./frames";
import { serverLimits } from "./limits";
import { type NewSequence, sequencesOf } from "./ownSequences";
import { pictureFor } from "./picture";
import { type OwnHead, ownHeadOf } from "./projected";

export type { OwnHead } from "./projected";

/** Sequences of the user's own, placed in the maps of a job. */
export interface Own {
  /** Empty while there are none. */
  jobId: string;
  /** The text, or the picture's name. */
  label: string;
  weighting: AttentionWeighting;
  /** Rows count from 0 over the new sequences. */
  tokens?: TokenTable;
  /** By headKey, as they come. */
  heads: Map<number, OwnHead>;
  done: number;
  total: number;
  failure?: Failure;
  running: boolean;
  file?: File;
  imageUrl?: string;
  /** What the model sees of the picture: resized and cropped. */
  viewUrl?: string;
  /** Milliseconds from the wish to the first and the last head. */
  firstAfter?: number;
  lastAfter?: number;
  placeText: (jobId: string, atlas: Atlas, text: string, weighting?: AttentionWeighting) => void;
  placeImage: (jobId: string, atlas: Atlas, file: File, weighting?: AttentionWeighting) => void;
  /** Stops; what has come stays. */
  cancel: () => void;
  clear: () => void;
}

const nothing = {
  jobId: "",
  label: "",
  weighting: AttentionWeighting.PROBABILITY,
  tokens: undefined,
  heads: new Map<number, OwnHead>(),
  done: 0,
  total: 0,
  failure: undefined,
  running: false,
  file: undefined,
  imageUrl: undefined,
  viewUrl: undefined,
  firstAfter: undefined,
  lastAfter: undefined,
};

export const useOwn = create<Own>((set, get) => {
  let stop = new AbortController();

  function restart(next: Partial<Own>): AbortSignal {
    stop.abort();
    stop = new AbortController();
    const { imageUrl, viewUrl } = get();
    if (imageUrl && imageUrl !== next.imageUrl) URL.revokeObjectURL(imageUrl);
    if (viewUrl && viewUrl !== next.viewUrl) URL.revokeObjectURL(viewUrl);
    set({ ...nothing, ...next });
    return stop.signal;
  }

  async function place(jobId: string, next: Partial<Own>, sequences: (signal: AbortSignal) => Promise<NewSequence[]>) {
    const began = performance.now();
    const before = get();
    // As long as nothing new has come, what was there stays; but not beside another picture.
    const stays =
      before.jobId === jobId && before.file === next.file ? { tokens: before.tokens, heads: before.heads, viewUrl: before.viewUrl } : {};
    const signal = restart({ ...stays, ...next, jobId, running: true });
    const heads = new Map<number, OwnHead>();
    let more: Partial<Own> = { tokens: undefined };
    const frames = everyFrame(() => {
      if (!signal.aborted) set({ ...more, heads: new Map(heads), done: heads.size });
    });
    try {
      const request = { jobId, sequences: await sequences(signal), withAttention: true, weighting: next.weighting };
      for await (const { part, views } of explore.projectSequences(request, { signal })) {
        if (part.case === "tokens") {
          more = { ...more, tokens: tableOf([part.value]) };
          // Of the same picture the model sees the same.
          if (views.length > 0 && !signal.aborted) more.viewUrl = get().viewUrl ?? pictureUrl(views[0]);
        } else if (part.case === "head") {
          heads.set(headKey(part.value.layer, part.value.head), ownHeadOf(part.value));
          more.firstAfter ??= performance.now() - began;
        }
        frames.soon();
      }
      if (heads.size < next.total!) throw new Error(`the stream ended after ${heads.size} of ${next.total} heads; try again`);
      more = { ...more, running: false, lastAfter: performance.now() - began };
    } catch (error) {
      more = { ...more, running: false, failure: isAbort(error) ? undefined : failureOf(error) };
    }
    frames.now();
  }

  return {
    ...nothing,
    placeText(jobId, atlas, text, weighting = AttentionWeighting.PROBABILITY) {
      const now = get();
      const same = now.jobId === jobId && now.label === text && now.weighting === weighting && !now.file;
      if (same && (now.running || now.lastAfter !== undefined)) return;
      void place(jobId, { label: text, weighting, total: atlas.heads.length }, async () => {
        const sequences = sequencesOf(text, atlas.model!);
        const most = sequences.length > 1 ? (await serverLimits()).projectedSequences : 1;
        if (sequences.length <= most) return sequences;
        throw new ConnectError(
          `${sequences.length} lines are more than the ${most} that are placed at once; leave some out`,
          Code.InvalidArgument,
        );
      });
    },
    placeImage(jobId, atlas, file, weighting = AttentionWeighting.PROBABILITY) {
      const now = get();
      const imageUrl = now.file === file && now.imageUrl ? now.imageUrl : URL.createObjectURL(file);
      const next = { label: file.name, weighting, total: atlas.heads.length, file, imageUrl };
      void place(jobId, next, async () => {
        // The message is a little longer than the picture.
        const most = Number((await serverLimits()).requestBytes) - 65536;
        const bytes = new Uint8Array(await (await pictureFor(file, most)).arrayBuffer());
        return [{ content: { case: "image", value: bytes } }];
      });
    },
    cancel() {
      stop.abort();
      set(get().done > 0 ? { running: false } : { running: false, tokens: undefined, heads: new Map() });
    },
    clear: () => void restart({}),
  };
});

const pictureUrl = (png: Uint8Array): string => URL.createObjectURL(new Blob([png as Uint8Array<ArrayBuffer>], { type: "image/png" }));
