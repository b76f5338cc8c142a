import { useEffect } from "react";
import { headName } from "../data/heads";
import type { Atlas, HeadSummary } from "../gen/attentionviz/v1/atlas_pb";

/** What the tab is called, so that several can be told apart. */
export function usePageTitle(atlas: Atlas | undefined, head: HeadSummary | undefined): void {
  const title = [head && headName(head), atlas?.model?.modelId, "AttentionViz"].filter(Boolean).join(" - ");
  useEffect(() => {
    document.title = title;
    return () => {
      document.title = "AttentionViz";
    };
  }, [title]);
}
