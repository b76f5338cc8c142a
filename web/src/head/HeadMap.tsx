import { type ReactNode, type Ref, useDeferredValue, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import type { Camera } from "../gl/camera";
import { useTheme } from "../ui/theme";
import { useWidth } from "../ui/useWidth";
import { MapOverlay } from "./MapOverlay";
import { nearest, screenOf } from "./pick";
import { boxOfMap, type Drawn, dotSize, matrixOf, useHeadScene } from "./useHeadScene";
import { type Tool, usePointer } from "./usePointer";

/** What an export needs of a map that is shown. */
export interface MapHandle {
  canvas: HTMLCanvasElement;
  overlay: SVGSVGElement;
  /** x, y of each point in pixels. */
  screen: Float32Array;
  size: number;
}

export interface HeadMapProps {
  drawn: Drawn;
  /** What a screen reader says of the map. */
  label: string;
  text: (point: number) => string;
  camera: Camera;
  onCamera: (camera: Camera) => void;
  tool: Tool;
  labels: boolean;
  contours: boolean;
  /** Points whose labels go first. */
  marked: number[];
  hovered?: number;
  onHover: (point: number | undefined) => void;
  onSelect: (point: number | undefined) => void;
  /** Corners 0..1 of the view, x and y in turn, and its width over its height. */
  onRegion: (polygon: number[], aspect: number) => void;
  ownTexts?: string[];
  tooltip: (point: number) => ReactNode;
  ref?: Ref<MapHandle>;
  /** Box that the camera fits, in the map's coordinates; the points' own when left out. */
  box?: { low: number[]; high: number[] };
}

/** The map of one head: points by WebGL, words over them by SVG. */
export function HeadMap(props: HeadMapProps) {
  const {
    drawn,
    label,
    text,
    camera,
    onCamera,
    tool,
    labels,
    contours,
    marked,
    hovered,
    onHover,
    onSelect,
    onRegion,
    ownTexts,
    tooltip,
    ref,
  } = props;
  const theme = useTheme();
  const [box, width, height] = useWidth<HTMLDivElement>();
  const canvas = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<SVGSVGElement>(null);
  const bounds = useMemo(() => props.box ?? boxOfMap(drawn.positions, drawn.dimensions), [drawn.positions, drawn.dimensions, props.box]);
  const matrix = useMemo(() => matrixOf(camera, bounds, width && height ? width / height : 1), [camera, bounds, width, height]);
  const { failure } = useHeadScene(canvas, drawn, matrix, camera.zoom, width, height, theme);

  // Pointers are followed exactly; words may come a moment later, when there are many points.
  const exact = useRef<{ of: unknown[]; screen: Float32Array }>(undefined);
  const screenNow = () => {
    const of = [drawn.positions, matrix, width, height];
    if (!exact.current || of.some((v, i) => v !== exact.current!.of[i])) {
      exact.current = { of, screen: screenOf(drawn.positions, drawn.dimensions, matrix, width, height) };
    }
    return exact.current.screen;
  };
  const later = useDeferredValue(matrix);
  const screen = useMemo(
    () => screenOf(drawn.positions, drawn.dimensions, later, width, height),
    [drawn.positions, drawn.dimensions, later, width, height],
  );
  const ownScreen = useMemo(
    () => (drawn.own ? screenOf(drawn.own.positions, drawn.dimensions, later, width, height) : undefined),
    [drawn.own, drawn.dimensions, later, width, height],
  );

  const [pointer, setPointer] = useState<[number, number]>();
  const find = (x: number, y: number) => {
    const point = nearest(screenNow(), drawn.states, x, y, 10);
    return point < 0 ? undefined : point;
  };
  const { region, handlers } = usePointer({
    box,
    tool,
    dimensions: drawn.dimensions,
    camera,
    onCamera,
    onHover: (x, y) => {
      setPointer([x, y]);
      onHover(find(x, y));
    },
    onLeave: () => {
      setPointer(undefined);
      onHover(undefined);
    },
    onClick: (x, y) => onSelect(find(x, y)),
    onRegion: (polygon) =>
      onRegion(
        polygon.map((v, i) => v / (i % 2 === 0 ? width : height)),
        width / height,
      ),
  });
  useImperativeHandle(ref, () => ({
    canvas: canvas.current!,
    overlay: overlay.current!,
    screen: screenNow(),
    size: dotSize(drawn.states.length, camera.zoom),
  }));
  useEffect(() => setPointer(undefined), [drawn.positions]);

  return (
    <div ref={box} className={`head-map tool-${tool}`} role="img" aria-label={label} data-points={drawn.states.length} {...handlers}>
      <canvas ref={canvas} />
      <MapOverlay
        ref={overlay}
        width={width}
        height={height}
        screen={screen}
        queries={drawn.queries}
        states={drawn.states}
        text={text}
        labels={labels}
        contours={contours}
        marked={marked}
        hovered={hovered}
        region={region}
        own={ownScreen && ownTexts ? { screen: ownScreen, texts: ownTexts } : undefined}
      />
      {pointer && hovered !== undefined && (
        <div
          className="tooltip"
          style={
            pointer[0] > width * 0.6
              ? { right: width - pointer[0] + 14, top: pointer[1] + 12 }
              : { left: pointer[0] + 14, top: pointer[1] + 12 }
          }
        >
          {tooltip(hovered)}
        </div>
      )}
      {failure && (
        <div className="failure" role="alert">
          {failure}
        </div>
      )}
    </div>
  );
}
