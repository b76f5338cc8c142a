import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { dialOf, mapLabel, mapName, mapSpec, mapsOf, summaryOf } from "../../src/data/maps";
import { AtlasSchema, HeadSummarySchema } from "../../src/gen/attentionviz/v1/atlas_pb";
import { MapMethod } from "../../src/gen/attentionviz/v1/job_pb";
import { Random } from "./random";

describe("mapName", () => {
  it("MapName_AnyMap_IsReadBackAlike", () => {
    const random = new Random(3);
    for (let i = 0; i < 300; i++) {
      const method = random.pick([MapMethod.PCA, MapMethod.TSNE, MapMethod.UMAP]);
      const dimensions = random.pick([2, 3]);
      const attentionWeight = random.pick([0, 1, random.whole(1, 999_999) / 1e6]);
      expect(mapSpec(mapName({ method, dimensions, attentionWeight }))).toMatchObject({ method, dimensions, attentionWeight });
    }
  });

  it("MapName_WeightThatWentThroughBinary32_IsAsItWasGiven", () => {
    expect(mapName({ method: MapMethod.TSNE, dimensions: 2, attentionWeight: Math.fround(0.45) })).toBe("tsne2@0.45");
  });

  it.each(["", "tsne", "tsne4", "tsne1", "TSNE2", "pca22", "tsne2@", "tsne2@2", "tsne2@-0.1", "tsne2@0.4x", " tsne2", "umap3@1e-3"])(
    "MapSpec_NoName_IsUndefined '%s'",
    (name) => {
      expect(mapSpec(name)).toBeUndefined();
      expect(mapLabel(name)).toBe(name);
    },
  );

  it("MapLabel_EachMethod_IsInWords", () => {
    expect(["tsne2", "umap3", "pca2", "tsne2@0.45"].map(mapLabel)).toEqual(["t-SNE 2-D", "UMAP 3-D", "PCA 2-D", "t-SNE 2-D, guided 0.45"]);
  });
});

describe("maps of an atlas", () => {
  const maps = [
    { method: MapMethod.UMAP, dimensions: 3 },
    { method: MapMethod.TSNE, dimensions: 2, attentionWeight: 0.9 },
    { method: MapMethod.TSNE, dimensions: 2 },
    { method: MapMethod.TSNE, dimensions: 3, attentionWeight: 0.5 },
    { method: MapMethod.TSNE, dimensions: 2, attentionWeight: 0.1 },
  ];

  it("MapsOf_Atlas_NamesThemAsListed", () => {
    expect(mapsOf(create(AtlasSchema, { spec: { maps } }))).toEqual(["umap3", "tsne2@0.9", "tsne2", "tsne3@0.5", "tsne2@0.1"]);
    expect(mapsOf(create(AtlasSchema))).toEqual([]);
  });

  it("DialOf_Map_TurnsThroughItsOwnWeightsOnly", () => {
    const names = mapsOf(create(AtlasSchema, { spec: { maps } }));
    for (const name of ["tsne2", "tsne2@0.1", "tsne2@0.9"]) expect(dialOf(names, name)).toEqual(["tsne2", "tsne2@0.1", "tsne2@0.9"]);
    expect(dialOf(names, "tsne3@0.5")).toEqual(["tsne3@0.5"]);
    expect(dialOf(names, "pca2")).toEqual([]);
  });

  it("SummaryOf_Head_FindsTheMapOfThatNameAndWeight", () => {
    const head = create(HeadSummarySchema, { maps: maps.map((m, i) => ({ ...m, iterations: i })) });
    expect(summaryOf(head, "tsne2")?.iterations).toBe(2);
    expect(summaryOf(head, "tsne2@0.1")?.iterations).toBe(4);
    expect(summaryOf(head, "pca2")).toBeUndefined();
    expect(summaryOf(undefined, "tsne2")).toBeUndefined();
  });
});
