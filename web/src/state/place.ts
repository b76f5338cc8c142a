import { useSyncExternalStore } from "react";

/** What is looked at: all of it stands in the address, so that every view is a link. */
export interface Place {
  view: "jobs" | "atlas" | "compare";
  job: string;
  /** Compare: the atlas on the right. */
  other: string;
  /** "L1H2"; empty = Matrix View. */
  head: string;
  /** "tsne2"; empty = the job's first. */
  map: string;
  color: string;
  /** Place in the corpus of the sequence that is open; empty = none. */
  seq: string;
  /** Sequence View: "one", "all" (aggregate), or of an image "token", "highest", "flows". */
  show: string;
  /** "value" = weights times value norms. */
  weight: string;
  /** Token that is looked from: "q5" or "k5", counted over the rows of the open sequence. */
  token: string;
  /** "special" = special tokens are left out. */
  hide: string;
  /** Search. */
  q: string;
  match: string;
  scope: string;
  /** Metadata conditions: "topic=nature", "words=4..9", joined by ";". */
  where: string;
  /** Matrix View: "" = every head's map, "map" = a map of heads, by what `by` says: "profile", "attention", "geometry". */
  heads: string;
  by: string;
  /** Matrix View: most points of a head; empty = 2000. */
  points: string;
  /** Order of heads: a figure (data/heads), or "like:attention:L1H0". */
  sort: string;
  habit: string;
  trust: string;
  /** Extra layers of the Single View, by name, joined by ",": labels, sizes, contours, lines. */
  with: string;
  /** Camera of the Single View. */
  at: string;
  /** What was drawn round in the Single View: see head/region.ts. */
  area: string;
  /** Pairs whose heads are looked for: "5-8,2-3", query and key counted over the rows of the open sequence. */
  pairs: string;
  /** How the nearest of a token are found: see head/useNeighbors. */
  near: string;
  /** Text of one's own, to be placed in the map. */
  own: string;
  /** Side panel that is open. */
  panel: string;
}

const empty: Place = {
  view: "jobs",
  job: "",
  other: "",
  head: "",
  map: "",
  color: "",
  seq: "",
  show: "",
  weight: "",
  token: "",
  hide: "",
  q: "",
  match: "",
  scope: "",
  where: "",
  heads: "",
  by: "",
  points: "",
  sort: "",
  habit: "",
  trust: "",
  with: "",
  at: "",
  area: "",
  pairs: "",
  near: "",
  own: "",
  panel: "",
};

export function readPlace(search: string): Place {
  const given = new URLSearchParams(search);
  const place = { ...empty };
  for (const key of Object.keys(empty) as (keyof Place)[]) {
    const value = given.get(key);
    if (value !== null) (place as Record<string, string>)[key] = value;
  }
  if (!["jobs", "atlas", "compare"].includes(place.view)) place.view = "jobs";
  if (!given.has("view")) place.view = usualView(place);
  return place;
}

const usualView = ({ job, other }: Place): Place["view"] => (!job ? "jobs" : other ? "compare" : "atlas");

/** The view that is shown: an address may name one and leave out whose it is. */
export function viewOf(place: Place): Place["view"] {
  const whole = { jobs: true, atlas: place.job !== "", compare: place.job !== "" && place.other !== "" };
  return whole[place.view] ? place.view : usualView(place);
}

/** The address of a place: what is as ever is left out. */
export function addressOf(place: Place): string {
  const query = new URLSearchParams();
  for (const key of Object.keys(empty) as (keyof Place)[]) {
    if (place[key] !== (key === "view" ? usualView(place) : empty[key])) query.set(key, place[key]);
  }
  const text = query.toString();
  return text ? `/?${text}` : "/";
}

const listeners = new Set<() => void>();
let current = typeof location === "undefined" ? empty : readPlace(location.search);

if (typeof window !== "undefined") {
  window.addEventListener("popstate", () => {
    current = readPlace(location.search);
    for (const listener of listeners) listener();
  });
}

export const placeNow = (): Place => current;

/** Go to what differs. `replace` leaves no step for the back button: for what changes many times a second. */
export function go(change: Partial<Place>, options: { replace?: boolean } = {}): void {
  const next = { ...current, ...change };
  const address = addressOf(next);
  if (address === addressOf(current)) return;
  current = next;
  if (options.replace) history.replaceState(null, "", address);
  else history.pushState(null, "", address);
  for (const listener of listeners) listener();
}

/** A place of its own, without what was chosen elsewhere. */
export const freshPlace = (change: Partial<Place>): Place => ({ ...empty, ...change });

export function usePlace(): Place {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
