import { type RefObject, useLayoutEffect, useRef, useState } from "react";

/** The width of an element in pixels, followed; 0 before the first layout. */
export function useWidth<T extends HTMLElement>(): [RefObject<T | null>, number, number] {
  const element = useRef<T>(null);
  const [size, setSize] = useState<[number, number]>([0, 0]);
  useLayoutEffect(() => {
    const watched = element.current!;
    const measure = () =>
      setSize(([w, h]) => (w === watched.clientWidth && h === watched.clientHeight ? [w, h] : [watched.clientWidth, watched.clientHeight]));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return [element, size[0], size[1]];
}
