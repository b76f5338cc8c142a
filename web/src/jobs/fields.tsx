import { type ReactNode, useId } from "react";

/** What is wrong with a field, beside it. */
export function Problem({ id, text }: { id?: string; text?: string }) {
  return text ? (
    <span id={id} className="problem" role="alert">
      {text}
    </span>
  ) : null;
}

export function TextField({
  label,
  value,
  change,
  hint,
  placeholder,
  problem,
  numeric,
  disabled,
}: {
  label: string;
  value: string;
  change: (value: string) => void;
  hint?: string;
  placeholder?: string;
  problem?: string;
  numeric?: boolean;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        value={value}
        onChange={(e) => change(e.target.value)}
        placeholder={placeholder}
        disabled={disabled}
        inputMode={numeric ? "decimal" : undefined}
        autoComplete="off"
        spellCheck={false}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}h ${id}p`}
      />
      {hint && (
        <span id={`${id}h`} className="quiet">
          {hint}
        </span>
      )}
      <Problem id={`${id}p`} text={problem} />
    </div>
  );
}

/** One of an enum's values, or of some ids. */
export function PickField<T extends number | string>({
  label,
  value,
  options,
  change,
  hint,
  problem,
  disabled,
}: {
  label: string;
  value: T;
  options: [T, string][];
  change: (value: T) => void;
  hint?: string;
  problem?: string;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value}
        disabled={disabled}
        onChange={(e) => change(options[e.target.selectedIndex][0])}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}h ${id}p`}
      >
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
      {hint && (
        <span id={`${id}h`} className="quiet">
          {hint}
        </span>
      )}
      <Problem id={`${id}p`} text={problem} />
    </div>
  );
}

/** A fold whose state is the caller's, so that a fault inside can open it. */
export function Fold({
  title,
  open,
  toggle,
  children,
}: {
  title: string;
  open: boolean;
  toggle: (open: boolean) => void;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="fold">
      <button type="button" className="bare" aria-expanded={open} aria-controls={id} onClick={() => toggle(!open)}>
        <span aria-hidden="true">{open ? "▾" : "▸"}</span> {title}
      </button>
      <div id={id} hidden={!open}>
        {open && children}
      </div>
    </section>
  );
}
