export function Switch({ label, on, change, title }: { label: string; on: boolean; change: (on: boolean) => void; title?: string }) {
  return (
    <label className="switch" title={title}>
      <input type="checkbox" checked={on} onChange={(e) => change(e.target.checked)} />
      {label}
    </label>
  );
}
