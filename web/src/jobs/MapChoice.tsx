import type { MapName } from "../data/maps";
import { type Draft, guided } from "./draft";
import { Problem } from "./fields";

const rows: { label: string; name: (dimensions: number) => MapName }[] = [
  { label: "t-SNE", name: (d) => `tsne${d}` },
  { label: "t-SNE guided by attention", name: guided },
  { label: "UMAP", name: (d) => `umap${d}` },
  { label: "PCA", name: (d) => `pca${d}` },
];

/** The order in which the viewer lists maps: the flat ones first. */
const order = [2, 3].flatMap((d) => rows.map((row) => row.name(d)));

export function MapChoice({ draft, set, problem }: { draft: Draft; set: (change: Partial<Draft>) => void; problem?: string }) {
  const toggle = (name: MapName, on: boolean) => set({ maps: order.filter((n) => (n === name ? on : draft.maps.includes(n))) });
  const wantsGuided = draft.maps.some((name) => name.startsWith("guided"));
  return (
    <fieldset className="field wide maps">
      <legend>Maps of every head</legend>
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              {[2, 3].map((d) => (
                <td key={d}>
                  <label className="switch">
                    <input
                      type="checkbox"
                      aria-label={`${row.label} ${d}-D`}
                      checked={draft.maps.includes(row.name(d))}
                      onChange={(e) => toggle(row.name(d), e.target.checked)}
                    />
                    {d}-D
                  </label>
                </td>
              ))}
              <td>
                {row.name === guided && (
                  <label className="choice">
                    <span>weight</span>
                    <input
                      className="short"
                      inputMode="decimal"
                      value={draft.weight}
                      disabled={!wantsGuided}
                      onChange={(e) => set({ weight: e.target.value })}
                      title="0 to 1: how far attention decides the map; 0.35 to 0.5 is a good middle"
                    />
                  </label>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Problem text={problem} />
    </fieldset>
  );
}
