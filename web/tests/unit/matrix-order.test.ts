import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { headKey } from "../../src/data/heads";
import { type HeadSummary, HeadSummarySchema } from "../../src/gen/attentionviz/v1/atlas_pb";
import { MapMethod } from "../../src/gen/attentionviz/v1/job_pb";
import { orderHeads, type Wanted } from "../../src/matrix/order";
import { Random, seeds } from "./random";

const every: Wanted = { sort: "", habit: "", trust: "" };
const names = (heads: HeadSummary[]) => heads.map((h) => h.head);

/** Heads with few figures, so that many are alike; some have none. */
const anyHeads = (random: Random) =>
  Array.from({ length: 60 }, (_, head) => {
    const recall = random.next() < 0.2 ? Number.NaN : random.whole(0, 6) / 10;
    const fidelity = { attentionRecall3: recall, attentionRecall3Random: 0 };
    return create(HeadSummarySchema, {
      head,
      ready: random.next() < 0.9,
      profile: { previousScore: random.whole(0, 4) / 4, sinkScore: random.whole(0, 4) / 4 },
      maps: random.next() < 0.9 ? [{ method: MapMethod.TSNE, dimensions: 2, fidelity }] : [],
    });
  });

const recallOf = (h: HeadSummary) => h.maps[0]?.fidelity?.attentionRecall3 ?? Number.NaN;

describe("orderHeads", () => {
  it.each(seeds(20))("OrderHeads_ByAFigure_MostFirstLikeAsTheyWereNoneLast %i", (seed) => {
    const heads = anyHeads(new Random(seed));
    const ordered = orderHeads(heads, "tsne2", { ...every, sort: "recall" });
    expect([...names(ordered)].sort((a, b) => a - b)).toEqual(names(heads));
    for (const [i, b] of ordered.slice(1).entries()) {
      const [x, y] = [recallOf(ordered[i]), recallOf(b)];
      if (Number.isNaN(x)) expect(y).toBeNaN();
      if (x === y || (Number.isNaN(x) && Number.isNaN(y))) expect(ordered[i].head).toBeLessThan(b.head);
      else if (!Number.isNaN(y)) expect(x).toBeGreaterThan(y);
    }
  });

  it("OrderHeads_ByCorrelation_NearestToMinusOneFirst", () => {
    const heads = [-0.2, Number.NaN, 0.4, -0.9].map((correlationMap, head) =>
      create(HeadSummarySchema, { head, maps: [{ method: MapMethod.TSNE, dimensions: 2, fidelity: { correlationMap } }] }),
    );
    expect(names(orderHeads(heads, "tsne2", { ...every, sort: "correlation" }))).toEqual([3, 0, 2, 1]);
  });

  it.each(seeds(10))("OrderHeads_ByARanking_HeadsItLacksComeLast %i", (seed) => {
    const random = new Random(seed);
    const heads = anyHeads(random);
    const ranking = new Map(heads.filter(() => random.next() < 0.5).map((h) => [headKey(h.layer, h.head), random.whole(-3, 3)]));
    const value = (h: HeadSummary) => ranking.get(headKey(h.layer, h.head)) ?? -100;
    const expected = [...heads].sort((a, b) => value(b) - value(a) || a.head - b.head);
    expect(names(orderHeads(heads, "tsne2", { ...every, sort: "found" }, ranking))).toEqual(names(expected));
  });

  it("OrderHeads_NothingWanted_LeavesThemAsTheyAre", () => {
    const heads = anyHeads(new Random(1));
    expect(orderHeads(heads, "tsne2", every)).toEqual(heads);
    const copy = [...heads];
    orderHeads(heads, "tsne2", { ...every, sort: "recall" });
    expect(heads).toEqual(copy);
  });

  it.each(seeds(5))("OrderHeads_ByTrust_KeepsThoseAboveOrBelow %i", (seed) => {
    const heads = anyHeads(new Random(seed));
    const kept = (trust: string) => names(orderHeads(heads, "tsne2", { ...every, trust }));
    expect(kept("trusted")).toEqual(names(heads.filter((h) => recallOf(h) >= 0.15)));
    expect(kept("doubtful")).toEqual(names(heads.filter((h) => recallOf(h) < 0.15)));
  });

  it.each(seeds(5))("OrderHeads_ByHabit_KeepsThoseThatHaveItMostPlainly %i", (seed) => {
    const heads = anyHeads(new Random(seed));
    const expected = heads.filter((h) => h.profile!.sinkScore >= 0.6 && h.profile!.sinkScore > h.profile!.previousScore);
    expect(names(orderHeads(heads, "tsne2", { ...every, habit: "sink_score" }))).toEqual(names(expected));
    expect(orderHeads(heads, "tsne2", { ...every, habit: "row_score" })).toEqual([]);
  });
});
