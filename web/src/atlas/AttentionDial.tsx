import { type MapName, mapSpec } from "../data/maps";
import { go } from "../state/place";

/** Turns from maps of the geometry alone to maps in which attention has its say: as many steps as the atlas has maps. */
export function AttentionDial({ maps, map }: { maps: MapName[]; map: MapName }) {
  const weight = mapSpec(map)?.attentionWeight ?? 0;
  return (
    <label
      className="dial"
      title="Left: where points lie follows the geometry alone. Right: more of the keys near a query are those it attends to."
    >
      <span>geometry</span>
      <input
        type="range"
        min={0}
        max={maps.length - 1}
        step={1}
        value={maps.indexOf(map)}
        aria-label="How far attention guides the map"
        aria-valuetext={`attention weight ${weight}`}
        onChange={(e) => go({ map: maps[Number(e.target.value)] })}
      />
      <span>attention</span>
      <output className="quiet">{weight}</output>
    </label>
  );
}
