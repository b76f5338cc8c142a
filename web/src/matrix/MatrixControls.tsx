import { headText } from "../atlas/headAt";
import { habitOf, habits, headName } from "../data/heads";
import type { Atlas } from "../gen/attentionviz/v1/atlas_pb";
import { go, usePlace } from "../state/place";
import { Choice } from "../ui/Choice";

const figures: [string, string][] = [
  ["", "as in the model"],
  ["recall", "recall 3 (fidelity)"],
  ["mixing", "mixing"],
  ["correlation", "correlation in the map"],
  ["entropy", "entropy"],
];

const likeness: [string, string][] = [
  ["profile", "profile"],
  ["attention", "what is attended to"],
  ["geometry", "how points lie"],
];

/** Which heads are shown, and in which order. */
export function MatrixControls({ atlas, shown }: { atlas: Atlas; shown: number }) {
  const place = usePlace();
  const present = new Map<string, number>();
  for (const h of atlas.heads) {
    const habit = habitOf(h);
    if (habit) present.set(habit.score, (present.get(habit.score) ?? 0) + 1);
  }
  const [, by = "attention", like = headText(atlas.heads[0])] = /^like:(\w+):(L\d+H\d+)$/.exec(place.sort) ?? [];
  const sort = place.sort.startsWith("like:") ? "like" : place.sort;
  return (
    <div className="row matrix-controls">
      <Choice
        label="Show"
        value={place.heads}
        options={[
          ["", "every head"],
          ["map", "a map of heads"],
        ]}
        change={(heads) => go({ heads })}
      />
      {place.heads === "map" && (
        <Choice
          label="near means alike in"
          value={place.by || "profile"}
          options={likeness}
          change={(b) => go({ by: b === "profile" ? "" : b })}
        />
      )}
      <Choice
        label="Order"
        value={sort}
        options={[...figures, ...habits.map((h): [string, string] => [h.score, h.label]), ["like", "likeness to a head"]]}
        change={(value) => go({ sort: value === "like" ? `like:attention:${like}` : value })}
      />
      {sort === "like" && (
        <>
          <Choice
            label="to"
            value={like}
            options={atlas.heads.filter((h) => h.ready).map((h) => [headText(h), headName(h)])}
            change={(head) => go({ sort: `like:${by}:${head}` })}
          />
          <Choice label="by" value={by} options={likeness} change={(b) => go({ sort: `like:${b}:${like}` })} />
        </>
      )}
      <Choice
        label="Habit"
        value={place.habit}
        options={[
          ["", "any"],
          // All of them, also those that no head has yet: nothing moves as heads come.
          ...habits.map((h): [string, string] => [h.score, `${h.label} (${present.get(h.score) ?? 0})`]),
        ]}
        change={(habit) => go({ habit })}
      />
      <Choice
        label="Fidelity"
        value={place.trust}
        options={[
          ["", "any"],
          ["trusted", "not low"],
          ["doubtful", "low only"],
        ]}
        title="Low: the map recalls less than 15 % of the way from chance to perfect"
        change={(trust) => go({ trust })}
      />
      {place.heads === "" && (
        <Choice
          label="Points"
          value={place.points}
          options={[
            ["", "2,000 a head"],
            ["10000", "10,000"],
            ["100000", "100,000"],
          ]}
          title="Most points that are drawn of each head; Single View always has all"
          change={(points) => go({ points })}
        />
      )}
      <span className="quiet">
        {shown} of {atlas.heads.length} heads
      </span>
      <button aria-pressed={place.panel === "own"} onClick={() => go({ panel: place.panel === "own" ? "" : "own" })}>
        Your own
      </button>
    </div>
  );
}
