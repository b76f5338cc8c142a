import { useCallback, useEffect, useRef, useState } from "react";
import { type Camera, cameraText, homeCamera, readCamera } from "../gl/camera";
import { go, usePlace } from "../state/place";

const QUIET_MS = 300;

/** The camera, which the address holds once it is at rest. */
export function useCamera(): [Camera, (camera: Camera) => void] {
  const { at } = usePlace();
  const [camera, setCamera] = useState(() => (at ? readCamera(at) : homeCamera));
  const timer = useRef(0);
  const written = useRef(at);
  useEffect(() => {
    if (at === written.current) return;
    written.current = at;
    setCamera(at ? readCamera(at) : homeCamera);
  }, [at]);
  const move = useCallback((next: Camera) => {
    setCamera(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      written.current = cameraText(next);
      go({ at: written.current }, { replace: true });
    }, QUIET_MS) as unknown as number;
  }, []);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [camera, move];
}
