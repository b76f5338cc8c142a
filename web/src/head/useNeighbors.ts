import { explore } from "../api/clients";
import { type MapName, mapSpec } from "../data/maps";
import type { HeadSummary } from "../gen/attentionviz/v1/atlas_pb";
import { NeighborMeasure } from "../gen/attentionviz/v1/explore_service_pb";
import { useLoaded } from "../state/useLoaded";
import type { Token } from "./token";

/** How the nearest are found, as the address has it: "map" = by distance in the map instead of logit, "others" = not in the token's own sequence. */
export interface NeighborWish {
  map: boolean;
  others: boolean;
}

export const readNeighborWish = (text: string): NeighborWish => {
  const names = text.split(",");
  return { map: names.includes("map"), others: names.includes("others") };
};

export const neighborWishText = ({ map, others }: NeighborWish): string =>
  [map ? "map" : "", others ? "others" : ""].filter(Boolean).join(",");

const COUNT = 30;

/** The keys of the whole sample nearest to a query, or the queries nearest to a key; nothing is asked for without a token. */
export function useNeighbors(jobId: string, head: HeadSummary, map: MapName, from: Token | undefined, wish: NeighborWish) {
  return useLoaded(
    from &&
      (async (signal) => {
        const { method, dimensions, attentionWeight } = mapSpec(map)!;
        const answer = await explore.findNeighbors(
          {
            jobId,
            layer: head.layer,
            head: head.head,
            point: { case: from.query ? "queryRow" : "keyRow", value: BigInt(from.row) },
            measure: wish.map ? NeighborMeasure.MAP_DISTANCE : NeighborMeasure.LOGIT,
            method,
            dimensions,
            attentionWeight,
            count: COUNT,
            otherSequencesOnly: wish.others,
          },
          { signal },
        );
        return answer.neighbors.map(({ row, logit, distance }) => ({ token: { row: Number(row), query: !from.query }, logit, distance }));
      }),
    [jobId, head.layer, head.head, map, from?.row, from?.query, wish.map, wish.others],
  );
}

export type Neighbors = ReturnType<typeof useNeighbors>;
