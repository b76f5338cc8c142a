/** Calls `write` at most once a frame, however often it is asked to. */
export function everyFrame(write: () => void): { soon: () => void; now: () => void } {
  let asked = 0;
  return {
    soon: () => {
      asked ||= requestAnimationFrame(() => {
        asked = 0;
        write();
      });
    },
    // A tab in the background has no frames.
    now: () => {
      cancelAnimationFrame(asked);
      asked = 0;
      write();
    },
  };
}
