import { type ReactNode, useEffect, useRef, useState } from "react";

/** A button that opens a few more; a choice, Esc or a click elsewhere closes them. */
export function Menu({ label, children }: { label: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLFieldSetElement>(null);
  useEffect(() => {
    if (!open) return;
    const button = box.current?.querySelector("button");
    const click = (e: MouseEvent) => e.target !== button && setOpen(false);
    const key = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      e.preventDefault();
      setOpen(false);
      button?.focus();
    };
    document.addEventListener("click", click);
    document.addEventListener("keydown", key, true);
    return () => {
      document.removeEventListener("click", click);
      document.removeEventListener("keydown", key, true);
    };
  }, [open]);
  return (
    <fieldset ref={box} className="menu" aria-label={label}>
      <button aria-expanded={open} onClick={() => setOpen(!open)}>
        {label} ▾
      </button>
      {open && <div className="menu-items">{children}</div>}
    </fieldset>
  );
}
