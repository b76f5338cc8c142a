import { type RefObject, useEffect, useRef, useState } from "react";
import { type Failure, failureOf, isAbort } from "../api/failure";
import { headKey } from "../data/heads";
import { loadMatrix, type Tile } from "../data/load";
import { type MapName, mapSpec } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { TokenSide } from "../gen/attentionviz/v1/model_pb";
import { MatrixScene } from "./MatrixScene";

export interface MatrixState {
  scene?: MatrixScene;
  /** Token rows drawn. */
  rows: Int32Array;
  /** Tiles that have come, by headKey. */
  tiles: Map<number, Tile>;
  /** Grows with every tile, at most once a frame. */
  turn: number;
  /** Grows when the scene was begun anew. */
  begun: number;
  failure?: Failure;
  loading: boolean;
}

const none = new Int32Array();

/** Loads heads that are ready and not there yet, and draws each as it comes. */
export function useMatrix(
  canvas: RefObject<HTMLCanvasElement | null>,
  jobId: string,
  atlas: Atlas,
  table: TokenTable | undefined,
  map: MapName,
  pointsPerHead: number,
): MatrixState & { retry: () => void; stop: () => void } {
  const [state, setState] = useState<MatrixState>({ rows: none, tiles: new Map(), turn: 0, begun: 0, loading: true });
  const [context, setContext] = useState(0);
  const [turn, setTurn] = useState(0);
  const scene = useRef<MatrixScene>(undefined);
  const abort = useRef<AbortController>(undefined);

  // A context that the browser took away is made anew with all that was in it.
  useEffect(() => {
    const element = canvas.current!;
    const lost = (e: Event) => e.preventDefault();
    const restored = () => setContext((c) => c + 1);
    element.addEventListener("webglcontextlost", lost);
    element.addEventListener("webglcontextrestored", restored);
    return () => {
      element.removeEventListener("webglcontextlost", lost);
      element.removeEventListener("webglcontextrestored", restored);
    };
  }, []);

  // Graphics take a while to start, so they do it after the page is drawn, not with it.
  useEffect(() => {
    const start = requestAnimationFrame(() => {
      try {
        scene.current = new MatrixScene(canvas.current!);
        setState({ scene: scene.current, rows: none, tiles: new Map(), turn: 0, begun: 0, loading: true });
      } catch (error) {
        setState((s) => ({ ...s, loading: false, failure: failureOf(error) }));
      }
    });
    return () => {
      cancelAnimationFrame(start);
      scene.current?.dispose();
      scene.current = undefined;
    };
  }, [jobId, map, pointsPerHead, context]);

  const sided = atlas.heads.some((h) => h.querySide !== TokenSide.UNSPECIFIED);
  const ready = atlas.heads.filter((h) => h.ready).length;
  useEffect(() => {
    const current = scene.current;
    // The scene is made in the same turn as this runs for the first time; it is begun once it is known to all.
    if (!current || state.scene !== current || ready === 0 || (sided && !table)) return;
    const stop = new AbortController();
    abort.current = stop;
    let frame = 0;
    let begun = state.scene === current && state.begun > 0;
    const tiles = begun ? state.tiles : new Map<number, Tile>();
    const heads = atlas.heads.filter((h) => h.ready && !tiles.has(headKey(h.layer, h.head)));
    if (heads.length === 0) return;
    setState((s) => ({ ...s, loading: true, failure: undefined }));
    const told = (change: Partial<MatrixState>) => setState((s) => (s.scene === current ? { ...s, ...change, turn: s.turn + 1 } : s));
    loadMatrix(jobId, map, pointsPerHead, heads, stop.signal, (tile, rows) => {
      if (stop.signal.aborted) return;
      if (!begun) {
        begun = true;
        current.begin(atlas.heads, rows, mapSpec(map)!.dimensions as 2 | 3, table);
        setState((s) => ({ ...s, rows, tiles, begun: s.begun + 1 }));
      }
      current.add(tile);
      tiles.set(headKey(tile.layer, tile.head), tile);
      // What is shown of a tile beside its points is looked at once a frame, not once a tile.
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        told({});
      });
    })
      .then(() => told({ loading: false }))
      .catch((error) => {
        if (!stop.signal.aborted && !isAbort(error)) told({ loading: false, failure: failureOf(error) });
      });
    return () => {
      cancelAnimationFrame(frame);
      stop.abort();
    };
  }, [state.scene, ready, sided && table, turn]);

  return {
    ...state,
    retry: () => setTurn((t) => t + 1),
    stop: () => {
      abort.current?.abort();
      setState((s) => ({ ...s, loading: false }));
    },
  };
}
