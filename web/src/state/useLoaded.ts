import { type DependencyList, useCallback, useEffect, useState } from "react";
import { type Failure, failureOf, isAbort } from "../api/failure";

export interface Loaded<T> {
  value?: T;
  failure?: Failure;
  /** 0..1; undefined once it is there, or before the first sign. */
  progress?: number;
  loading: boolean;
  retry: () => void;
  cancel: () => void;
}

/** Loads when `deps` change; what is no longer wanted is aborted. The value before stays until the next has come. */
export function useLoaded<T>(
  load: ((signal: AbortSignal, progress: (share: number) => void) => Promise<T>) | undefined,
  deps: DependencyList,
): Loaded<T> {
  const [state, setState] = useState<Omit<Loaded<T>, "retry" | "cancel">>({ loading: load !== undefined });
  const [turn, setTurn] = useState(0);
  const [stop, setStop] = useState<AbortController>();

  useEffect(() => {
    if (!load) {
      setState({ loading: false });
      return;
    }
    const abort = new AbortController();
    setStop(abort);
    setState((s) => ({ value: s.value, loading: true }));
    load(abort.signal, (progress) => !abort.signal.aborted && setState((s) => ({ ...s, progress })))
      .then((value) => !abort.signal.aborted && setState({ value, loading: false }))
      .catch((error) => {
        if (!abort.signal.aborted && !isAbort(error)) setState({ failure: failureOf(error), loading: false });
      });
    return () => abort.abort();
  }, [...deps, turn]);

  const retry = useCallback(() => setTurn((t) => t + 1), []);
  const cancel = useCallback(() => {
    stop?.abort();
    setState((s) => ({ ...s, loading: false, progress: undefined }));
  }, [stop]);
  return { ...state, retry, cancel };
}
