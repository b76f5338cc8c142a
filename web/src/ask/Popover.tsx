import { type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from "react";

/** A button and what it opens below itself; Esc, or a press elsewhere, closes it. */
export function Popover({
  label,
  title,
  pressed,
  disabled,
  children,
}: {
  label: ReactNode;
  title: string;
  pressed?: boolean;
  disabled?: boolean;
  children: (close: () => void) => ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLElement>(null);
  const id = useId();
  const close = () => {
    setOpen(false);
    around.current?.querySelector("button")?.focus();
  };

  useEffect(() => {
    const element = around.current;
    if (!open || !element) return;
    const elsewhere = (e: PointerEvent) => !element.contains(e.target as Node) && setOpen(false);
    const onKey = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      // Esc closes one thing at a time.
      e.stopPropagation();
      close();
    };
    document.addEventListener("pointerdown", elsewhere);
    element.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("pointerdown", elsewhere);
      element.removeEventListener("keydown", onKey);
    };
  }, [open]);
  useLayoutEffect(() => {
    const element = panel.current;
    if (element && element.getBoundingClientRect().right > document.documentElement.clientWidth) element.classList.add("to-left");
  }, [open]);

  return (
    <div className="popover" ref={around}>
      <button
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={title}
        disabled={disabled}
        className={pressed ? "set" : undefined}
        onClick={() => setOpen(!open)}
      >
        {label}
      </button>
      {open && (
        <section id={id} ref={panel} className="popover-panel panel stack" aria-label={title}>
          {children(close)}
        </section>
      )}
    </div>
  );
}
