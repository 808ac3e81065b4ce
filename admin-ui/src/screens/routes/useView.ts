import { useReactFlow } from "@xyflow/react";
import { type RefObject, useCallback, useEffect, useRef } from "react";
import { type Place, WIDTH } from "./layout";

/** So far from the edge a port that is gone to stands. */
const MARGIN = 24;

/** What part of the bay is seen: all of it, or its top where it is large; anew when the window changes, until somebody moved it. */
export function useView(frame: RefObject<HTMLElement | null>, places: readonly Place[], whole: boolean) {
  const flow = useReactFlow();
  const moved = useRef(false);
  const fit = useCallback(() => {
    const width = frame.current?.clientWidth ?? 0;
    if (whole) void flow.fitView({ padding: 0.08, maxZoom: 1 });
    else void flow.setViewport({ x: MARGIN, y: MARGIN, zoom: Math.min(1, Math.max(0.4, (width - 2 * MARGIN) / WIDTH)) });
  }, [flow, frame, whole]);
  const count = places.length;
  useEffect(fit, [fit, count]);
  useEffect(() => {
    if (!frame.current) return;
    const observer = new ResizeObserver(() => {
      if (!moved.current) fit();
    });
    observer.observe(frame.current);
    return () => observer.disconnect();
  }, [frame, fit]);
  const reveal = useCallback(
    ({ x, y, width, height }: Place) => {
      const box = frame.current?.getBoundingClientRect();
      if (!box) return;
      const { zoom } = flow.getViewport();
      const at = flow.flowToScreenPosition({ x, y });
      const end = flow.flowToScreenPosition({ x: x + width, y: y + height });
      const seen = at.x >= box.left && at.y >= box.top && end.x <= box.right && end.y <= box.bottom;
      if (!seen) void flow.setCenter(x + width / 2, y + height / 2, { zoom });
    },
    [flow, frame],
  );
  return {
    reveal,
    /** @param event undefined where it is moved by the program */
    touched: (event: unknown) => {
      if (event) moved.current = true;
    },
  };
}
