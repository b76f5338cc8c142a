/** How far something has come; `share` 0..1, or undefined while that is not known. */
export function Progress({ label, share, cancel }: { label: string; share?: number; cancel?: () => void }) {
  return (
    <div className="progress">
      <span>{label}</span>
      <progress aria-label={label} max={1} {...(share === undefined ? {} : { value: share })} />
      {share !== undefined && <span className="quiet">{Math.floor(share * 100)} %</span>}
      {cancel && <button onClick={cancel}>Cancel</button>}
    </div>
  );
}
