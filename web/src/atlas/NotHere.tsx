import type { Coloring } from "../color/coloring";
import { type MapName, mapLabel } from "../data/maps";
import { sequenceAt, type TokenTable } from "../data/tokens";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { go, type Place, usePlace } from "../state/place";
import { headAt } from "./headAt";

interface Props {
  atlas: Atlas;
  table?: TokenTable;
  maps: MapName[];
  /** What is shown instead of those that are not there. */
  map: MapName;
  coloring: Coloring;
}

/** What an address asks for and the atlas does not have; unsaid, what stands in its place would be taken for it. */
export function NotHere({ atlas, table, maps, map, coloring }: Props) {
  const place = usePlace();
  const missing: Partial<Record<keyof Place, string>> = {};
  if (place.head && !headAt(atlas, place.head)) missing.head = `no head ${place.head}: all heads are shown`;
  if (place.map && !maps.includes(place.map)) missing.map = `no map ${mapLabel(place.map)}: ${mapLabel(map)} is shown`;
  if (table && place.color && place.color !== coloring.id) missing.color = `no colouring '${place.color}': ${coloring.label} is shown`;
  if (table && place.seq && sequenceAt(table, Number(place.seq)) < 0) missing.seq = `no sequence ${place.seq} among those drawn`;
  const says = Object.values(missing);
  if (says.length === 0) return null;
  const forget = Object.fromEntries(Object.keys(missing).map((key) => [key, ""]));
  return (
    <div className="panel row" role="status">
      <span className="grow">This atlas has {says.join("; ")}.</span>
      <button onClick={() => go(forget, { replace: true })}>All right</button>
    </div>
  );
}
