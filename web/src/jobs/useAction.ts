import { useCallback, useState } from "react";
import { type Failure, failureOf } from "../api/failure";

export interface Action {
  busy: boolean;
  failure?: Failure;
  run: (call: () => Promise<void>) => void;
}

/** One call at a time; what goes wrong is kept until the next. */
export function useAction(): Action {
  const [state, setState] = useState<{ busy: boolean; failure?: Failure }>({ busy: false });
  const run = useCallback((call: () => Promise<void>) => {
    setState({ busy: true });
    call()
      .then(() => setState({ busy: false }))
      .catch((error) => setState({ busy: false, failure: failureOf(error) }));
  }, []);
  return { ...state, run };
}
