import { useLayoutEffect, useRef } from "react";
import { headKey } from "../data/heads";
import { useTheme } from "../ui/theme";
import { colorIn } from "./drawLines";
import type { Thumb } from "./thumbs";

export interface ThumbLayer {
  layer: number;
  heads: number[];
  /** Why it has none. */
  unavailable?: string;
}

export interface AttentionThumbnailsProps {
  layers: ThumbLayer[];
  /** By headKey; what is missing has not come yet. */
  thumbs: ReadonlyMap<number, Thumb>;
  current: { layer: number; head: number };
  onHead: (layer: number, head: number) => void;
}

/** The weights of every head, small: a row for each layer. */
export function AttentionThumbnails({ layers, thumbs, current, onHead }: AttentionThumbnailsProps) {
  return (
    <div className="thumbs">
      {layers.map(({ layer, heads, unavailable }) => (
        <div key={layer} className="layer">
          <span className="quiet">L{layer}</span>
          {unavailable ? (
            <span className="quiet">{unavailable}</span>
          ) : (
            heads.map((head) => (
              <button
                key={head}
                className="thumb"
                aria-label={`Layer ${layer}, head ${head}`}
                title={`L${layer} H${head}`}
                aria-current={layer === current.layer && head === current.head ? "true" : undefined}
                onClick={() => onHead(layer, head)}
              >
                <ThumbCanvas thumb={thumbs.get(headKey(layer, head))} />
              </button>
            ))
          )}
        </div>
      ))}
    </div>
  );
}

function ThumbCanvas({ thumb }: { thumb: Thumb | undefined }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  useLayoutEffect(() => {
    if (!canvas.current || !thumb) return;
    const context = canvas.current.getContext("2d")!;
    const image = context.createImageData(thumb.width, thumb.height);
    thumb.shares.forEach((share, i) => {
      image.data[i * 4 + 3] = share;
    });
    context.globalCompositeOperation = "copy";
    context.putImageData(image, 0, 0);
    context.globalCompositeOperation = "source-in";
    context.fillStyle = colorIn(canvas.current, "--accent");
    context.fillRect(0, 0, thumb.width, thumb.height);
  }, [thumb, theme]);
  return <canvas ref={canvas} width={thumb?.width ?? 1} height={thumb?.height ?? 1} />;
}
