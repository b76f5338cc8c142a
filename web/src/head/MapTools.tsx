import type { ReactNode } from "react";
import { type Camera, homeCamera, zoomAt } from "../gl/camera";
import { go, usePlace } from "../state/place";
import { Choice } from "../ui/Choice";
import { Switch } from "../ui/Switch";
import type { LinesOf } from "./useLines";
import type { Tool } from "./usePointer";

export interface Extras {
  labels: boolean;
  sizes: boolean;
  contours: boolean;
  lines: LinesOf;
}

/** Extra layers as the address has them: names by comma; "-labels" = off where they are on by themselves. */
export function readExtras(text: string, image: boolean): Extras {
  const names = new Set(text.split(",").filter(Boolean));
  return {
    labels: image ? names.has("labels") : !names.has("-labels"),
    sizes: names.has("sizes"),
    contours: names.has("contours"),
    lines: names.has("all-lines") ? "all" : names.has("-lines") ? "none" : "sequence",
  };
}

export function extrasText(extras: Extras, image: boolean): string {
  const names: string[] = [];
  if (extras.labels === image) names.push(image ? "labels" : "-labels");
  if (extras.sizes) names.push("sizes");
  if (extras.contours) names.push("contours");
  if (extras.lines === "all") names.push("all-lines");
  if (extras.lines === "none") names.push("-lines");
  return names.join(",");
}

interface Props {
  image: boolean;
  tool: Tool;
  onTool: (tool: Tool) => void;
  camera: Camera;
  onCamera: (camera: Camera) => void;
  children?: ReactNode;
}

const tools: [Tool, string, string][] = [
  ["move", "Move", "Drag to move (3-D: to turn; with Shift: to move), wheel to zoom"],
  ["box", "Box", "Drag a box round points to select them"],
  ["lasso", "Lasso", "Draw round points to select them"],
];

/** What the pointer does in the map, and what is drawn beside the points. */
export function MapTools({ image, tool, onTool, camera, onCamera, children }: Props) {
  const place = usePlace();
  const extras = readExtras(place.with, image);
  const set = (change: Partial<Extras>) => go({ with: extrasText({ ...extras, ...change }, image) }, { replace: true });
  return (
    <div className="row map-tools" role="toolbar" aria-label="Map">
      {tools.map(([id, label, title]) => (
        <button key={id} aria-pressed={tool === id} title={title} onClick={() => onTool(id)}>
          {label}
        </button>
      ))}
      <button aria-label="Zoom in" title="Zoom in (+)" onClick={() => onCamera(zoomAt(camera, 1.5, [0, 0]))}>
        +
      </button>
      <button aria-label="Zoom out" title="Zoom out (-)" onClick={() => onCamera(zoomAt(camera, 1 / 1.5, [0, 0]))}>
        −
      </button>
      <button title="The whole map (0)" onClick={() => onCamera(homeCamera)}>
        Reset
      </button>
      <Switch label="labels" on={extras.labels} change={(labels) => set({ labels })} />
      <Switch label="size by norm" on={extras.sizes} change={(sizes) => set({ sizes })} title="A larger dot has a longer vector" />
      <Switch label="density" on={extras.contours} change={(contours) => set({ contours })} />
      <Choice
        label="Lines"
        value={extras.lines}
        options={[
          ["none", "none"],
          ["sequence", image ? "this image" : "this text"],
          ["all", "all"],
        ]}
        title="Each query to the two keys it attends to most, where the weight is 0.05 or more; the more weight, the less transparent"
        change={(lines) => set({ lines: lines as LinesOf })}
      />
      {children}
    </div>
  );
}
