import { SearchBar } from "../ask/SearchBar";
import type { Search } from "../ask/useSearch";
import type { Coloring } from "../color/coloring";
import { headName, partOf } from "../data/heads";
import { dialOf, type MapName, mapLabel } from "../data/maps";
import type { TokenTable } from "../data/tokens";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { go } from "../state/place";
import { Choice } from "../ui/Choice";
import { grouped } from "../ui/counted";
import { AttentionDial } from "./AttentionDial";
import { HeadChooser } from "./HeadChooser";

const parts = { encoder: "encoder self-attention", decoder: "decoder self-attention", cross: "cross-attention" };

interface Props {
  atlas: Atlas;
  table?: TokenTable;
  map: MapName;
  maps: MapName[];
  coloring: Coloring;
  colorings: Coloring[];
  search: Search;
  head?: HeadSummary;
}

/** What is looked at, and how: model, map, colours, search. */
export function AtlasBar({ atlas, table, map, maps, coloring, colorings, search, head }: Props) {
  const dial = dialOf(maps, map);
  // A map that is guided is chosen by the dial.
  const plain = maps.filter((m) => dialOf(maps, m)[0] === m);
  return (
    <div className="atlas-bar">
      <div className="row">
        <h1>
          {atlas.model?.modelId}
          {head && ` ${headName(head)}`}
        </h1>
        <span className="quiet">
          {head && partOf(head) && `${parts[partOf(head) as keyof typeof parts]}, `}
          {grouped(atlas.tokens)} tokens ({grouped(atlas.sequences)} {table?.sequences[0]?.image ? "images" : "sequences"}) of{" "}
          {atlas.corpus?.name || "a corpus"}, {atlas.heads.length} heads
        </span>
        <div className="atlas-search">
          <SearchBar search={search} table={table} />
        </div>
      </div>
      <div className="row">
        {head && <HeadChooser atlas={atlas} head={head} />}
        <Choice
          label="Map"
          value={dial[0] ?? map}
          options={plain.map((m) => [m, mapLabel(m).replace(/, guided.*/, "")])}
          change={(value) => go({ map: value, at: "" })}
        />
        {dial.length > 1 && <AttentionDial maps={dial} map={map} />}
        <Choice label="Colour" value={coloring.id} options={colorings.map((c) => [c.id, c.label])} change={(color) => go({ color })} />
      </div>
    </div>
  );
}
