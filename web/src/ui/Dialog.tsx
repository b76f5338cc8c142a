import { type ReactNode, useEffect, useRef } from "react";

/** A modal dialog; Esc and the button close it, and focus goes back to where it was. */
export function Dialog({ title, close, children }: { title: string; close: () => void; children: ReactNode }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    // A dialog that goes with its component needs no closing; closing it here would be taken for the user's wish.
    if (!dialog.current?.open) dialog.current?.showModal();
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
