import { describe, expect, it } from "vitest";
import { addressOf, freshPlace, type Place, readPlace, viewOf } from "../../src/state/place";
import { Random, seeds } from "./random";

const keys = Object.keys(freshPlace({})) as (keyof Place)[];
const odd = ["", "a", "L1H2", "a&b=c", "50%", "+ +", "é 語 🙂", "#x?y", "topic=nature;words=4..9", "%26", "\n", "null", "a/b\\c", '"<>'];
const searchOf = (place: Place) => addressOf(place).slice(1);

describe("addressOf", () => {
  it.each(seeds(100))("AddressOf_AnyPlace_IsReadBackAlike %i", (seed) => {
    const random = new Random(seed);
    const place = freshPlace(Object.fromEntries(keys.map((key) => [key, random.next() < 0.5 ? "" : random.pick(odd)])));
    place.view = random.pick(["jobs", "atlas", "compare"] as const);
    expect(readPlace(searchOf(place))).toEqual(place);
  });

  it("AddressOf_EachKeyByItself_IsReadBackAlike", () => {
    for (const key of keys) {
      if (key === "view") continue;
      const place = freshPlace({ [key]: "v", view: key === "job" ? "atlas" : "jobs" });
      expect(addressOf(place)).toBe(`/?${key}=v`);
      expect(readPlace(`?${key}=v`)).toEqual(place);
    }
  });

  it("AddressOf_NothingChosen_IsTheRoot", () => {
    expect(addressOf(freshPlace({}))).toBe("/");
    expect(readPlace("")).toEqual(freshPlace({}));
  });

  it("AddressOf_AtlasOrTwo_DoesNotSayWhatIsPlain", () => {
    expect(addressOf(freshPlace({ view: "atlas", job: "j", head: "L0H1" }))).toBe("/?job=j&head=L0H1");
    expect(addressOf(freshPlace({ view: "compare", job: "j", other: "k" }))).toBe("/?job=j&other=k");
    expect(readPlace("?job=j").view).toBe("atlas");
    expect(readPlace("?job=j&other=k").view).toBe("compare");
  });
});

describe("viewOf", () => {
  it.each([
    [{ view: "atlas" }, "jobs"],
    [{ view: "compare", other: "k" }, "jobs"],
    [{ view: "compare", job: "j" }, "atlas"],
    [{ view: "atlas", job: "j", other: "k" }, "atlas"],
    [{ view: "compare", job: "j", other: "k" }, "compare"],
    [{ view: "jobs", job: "j" }, "jobs"],
  ] as const)("ViewOf_%o_Is %s", (place, view) => expect(viewOf(freshPlace(place))).toBe(view));
});

describe("readPlace", () => {
  it("ReadPlace_UnknownKeysAndViews_AreNotThere", () => {
    const place = readPlace("?job=j&constructor=x&__proto__=y&nonsense=1&view=elsewhere");
    expect(Object.keys(place).sort()).toEqual([...keys].sort());
    expect(place).toEqual(freshPlace({ job: "j", view: "jobs" }));
    expect(readPlace("?toString=1&utm_source=mail")).toEqual(freshPlace({}));
  });

  it("ReadPlace_SameKeyTwice_TakesTheFirst", () => expect(readPlace("?q=a&q=b").q).toBe("a"));
});
