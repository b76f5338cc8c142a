import { headText } from "../atlas/headAt";
import { headName } from "../data/heads";
import type { CompareAtlasesResponse } from "../gen/attentionviz/v1/explore_service_pb";
import { go } from "../state/place";
import { grouped } from "../ui/counted";

const figure = (n: number) => (Number.isNaN(n) ? "-" : n.toFixed(3));

/** Heads by how much they changed; a click shows both maps. */
export function ChangeList({ changes, head }: { changes: CompareAtlasesResponse; head: string }) {
  return (
    <>
      <p className="quiet">
        Over {grouped(changes.sequences)} sequences, {grouped(changes.tokens)} tokens that both drew. Attention: mean Jensen-Shannon
        distance of a token's weights; geometry: 1 - linear CKA; 0 = unchanged.
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">head</th>
            <th scope="col" className="number">
              attention
            </th>
            <th scope="col" className="number">
              geometry
            </th>
            <th scope="col" className="number">
              profile
            </th>
          </tr>
        </thead>
        <tbody>
          {changes.heads.map((h) => (
            <tr key={headText(h)}>
              <th scope="row">
                <button aria-pressed={headText(h) === head} onClick={() => go({ head: headText(h) })}>
                  {headName(h)}
                </button>
              </th>
              <td className="number">{figure(h.attentionChange)}</td>
              <td className="number">{figure(h.geometryChange)}</td>
              <td className="number">{figure(h.profileChange)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {changes.unmatched.length > 0 && (
        <p className="quiet">Only in one of them, or not ready: {changes.unmatched.map(headName).join(", ")}</p>
      )}
    </>
  );
}
