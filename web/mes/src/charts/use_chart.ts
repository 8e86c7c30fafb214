// A stream's points, fetched again when its newest point is another: what was last known stays meanwhile.

import { useEffect, useRef, useState } from "preact/hooks";
import type { Chart } from "kit/api/mes_charts";
import { useResource } from "kit/api/resource";
import type { UtcText } from "kit/units";

/** Many points are not fetched at every new one: a thousand of them once a second at most. */
const everyMs = (points: number) => points;

export function useChart(characteristic: string, stream: string, points: number, until: UtcText | undefined) {
  const seldom = useSeldom(until, everyMs(points));
  const path = `/api/v1/charts/${encodeURIComponent(characteristic)}/${encodeURIComponent(stream)}`;
  const query = new URLSearchParams({ points: String(points), until: seldom ?? "" });
  const found = useResource<Chart>(seldom === undefined ? undefined : `${path}?${query}`);
  const kept = useRef<Chart>();
  if (found.data) kept.current = found.data;
  return { chart: kept.current, error: found.error };
}

/** Follows `value`, but changes no oftener than every `waitMs`. */
function useSeldom<T>(value: T, waitMs: number): T {
  const [shown, setShown] = useState(value);
  const since = useRef(0);
  useEffect(() => {
    if (value === shown) return undefined;
    const follow = () => {
      since.current = Date.now();
      setShown(() => value);
    };
    const wait = since.current + waitMs - Date.now();
    if (wait <= 0) {
      follow();
      return undefined;
    }
    const timer = setTimeout(follow, wait);
    return () => clearTimeout(timer);
  }, [value, shown, waitMs]);
  return shown;
}
