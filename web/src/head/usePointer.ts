import { type PointerEvent, type RefObject, useEffect, useRef, useState } from "react";
import { type Camera, zoomAt } from "../gl/camera";

export type Tool = "move" | "box" | "lasso";

interface Options {
  box: RefObject<HTMLElement | null>;
  tool: Tool;
  dimensions: 2 | 3;
  camera: Camera;
  onCamera: (camera: Camera) => void;
  onHover: (x: number, y: number) => void;
  onLeave: () => void;
  onClick: (x: number, y: number) => void;
  /** Corners of what was drawn round, x and y in turn, in pixels. */
  onRegion: (polygon: number[]) => void;
}

/** Turns what the pointer does into moves of the camera, hovers, clicks and regions. Shift swaps moving and boxing. */
export function usePointer(options: Options) {
  const { box, tool, dimensions, camera, onCamera, onHover, onLeave, onClick, onRegion } = options;
  const [region, setRegion] = useState<number[]>();
  const drag = useRef<{ x: number; y: number; camera: Camera; moved: boolean; mode: "pan" | "orbit" | "box" | "lasso"; path: number[] }>(
    undefined,
  );
  const latest = useRef(camera);
  latest.current = camera;

  const place = (e: { clientX: number; clientY: number }): [number, number] => {
    const r = box.current!.getBoundingClientRect();
    return [e.clientX - r.left, e.clientY - r.top];
  };

  // React's own wheel listener is passive, and the page would scroll.
  useEffect(() => {
    const element = box.current!;
    const wheel = (e: WheelEvent) => {
      e.preventDefault();
      const r = element.getBoundingClientRect();
      const at: [number, number] = [((e.clientX - r.left) / r.width) * 2 - 1, 1 - ((e.clientY - r.top) / r.height) * 2];
      onCamera(zoomAt(latest.current, Math.exp(-e.deltaY * (e.deltaMode === 1 ? 0.05 : 0.0016)), at));
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [onCamera]);

  const down = (e: PointerEvent<HTMLElement>) => {
    if (e.button !== 0) return;
    const [x, y] = place(e);
    const moving = dimensions === 3 ? "orbit" : "pan";
    const mode = tool === "move" ? (e.shiftKey ? (dimensions === 3 ? "pan" : "box") : moving) : e.shiftKey ? moving : tool;
    drag.current = { x, y, camera, moved: false, mode, path: [x, y] };
    e.currentTarget.setPointerCapture(e.pointerId);
  };

  const move = (e: PointerEvent<HTMLElement>) => {
    const [x, y] = place(e);
    const d = drag.current;
    if (!d) return onHover(x, y);
    if (!d.moved && Math.hypot(x - d.x, y - d.y) < 4) return;
    d.moved = true;
    const { width, height } = box.current!.getBoundingClientRect();
    const [dx, dy] = [(x - d.x) / width, (y - d.y) / height];
    if (d.mode === "pan") onCamera({ ...d.camera, x: d.camera.x - (dx * 2) / d.camera.zoom, y: d.camera.y + (dy * 2) / d.camera.zoom });
    else if (d.mode === "orbit") {
      const pitch = Math.max(-Math.PI / 2, Math.min(Math.PI / 2, d.camera.pitch + dy * 4));
      onCamera({ ...d.camera, yaw: d.camera.yaw + dx * 5, pitch });
    } else if (d.mode === "box") setRegion([d.x, d.y, x, d.y, x, y, d.x, y]);
    else {
      d.path.push(x, y);
      setRegion([...d.path]);
    }
  };

  const up = (e: PointerEvent<HTMLElement>) => {
    const d = drag.current;
    drag.current = undefined;
    if (!d) return;
    const [x, y] = place(e);
    if (!d.moved) onClick(x, y);
    else if (region && (d.mode === "box" || d.mode === "lasso")) onRegion(region);
    setRegion(undefined);
  };

  const cancel = () => {
    drag.current = undefined;
    setRegion(undefined);
  };

  return {
    region,
    handlers: { onPointerDown: down, onPointerMove: move, onPointerUp: up, onPointerCancel: cancel, onPointerLeave: onLeave },
  };
}
