/** One of several; `options` are [value, what is shown]. */
export function Choice({
  label,
  value,
  options,
  change,
  title,
}: {
  label: string;
  value: string;
  options: [string, string][];
  change: (value: string) => void;
  title?: string;
}) {
  return (
    <label className="choice" title={title}>
      <span>{label}</span>
      <select value={value} onChange={(e) => change(e.target.value)}>
        {options.map(([id, text]) => (
          <option key={id} value={id}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
