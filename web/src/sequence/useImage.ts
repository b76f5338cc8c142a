import { useEffect, useState } from "react";
import { atlases } from "../api/clients";
import { type Loaded, useLoaded } from "../state/useLoaded";

/** Address of the picture of a sequence, as the model saw it. Not loaded where `wanted` is false. */
export function useImage(jobId: string, index: number, wanted: boolean): Loaded<unknown> & { url?: string } {
  const of = `${jobId} ${index}`;
  const loaded = useLoaded(
    wanted ? async (signal) => ({ of, png: (await atlases.getImage({ jobId, sequenceIndex: BigInt(index) }, { signal })).png }) : undefined,
    [of, wanted],
  );
  const png = loaded.value?.of === of ? loaded.value.png : undefined;
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (!png) return setUrl(undefined);
    const made = URL.createObjectURL(new Blob([png as Uint8Array<ArrayBuffer>], { type: "image/png" }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [png]);
  return { ...loaded, url };
}
