import { useState } from "react";

/** Runs what may fail, and tells how it did. */
export function useAttempt() {
  const [fault, setFault] = useState<string>();
  const attempt = async (work: () => void | Promise<void>) => {
    setFault(undefined);
    try {
      await work();
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  return { fault, attempt };
}
