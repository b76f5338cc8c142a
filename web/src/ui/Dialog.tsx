import { type ReactNode, useEffect, useRef } from "react";

/** A modal dialog; Esc and the button close it, and focus goes back to where it was. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className="dialog stack" aria-label={title} onClose={close}>
      <div className="row">
        <h2 className="grow">{title}</h2>
        <button onClick={close}>Close</button>
      </div>
      {children}
    </dialog>
  );
}
