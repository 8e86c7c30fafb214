// The view as the page holds it: taken from the address, changed by gestures at once, and written back into the address
// when they rest. Leaving live, and coming back, are steps of the browser's own history; panning and zooming are not.

import { useEffect, useRef, useState } from "preact/hooks";
import { go, query, withQuery } from "kit/router/router";
import type { Range } from "kit/geometry/scale";
import { type View, fixed, queryOf, spanOf, viewKey, viewOf } from "operator/trend/view";

const kRestMs = 250;
const kMostKept = 50;

export interface ViewControl {
  view: View;
  /** What "back" leads to is what is shown now. */
  begin: () => void;
  show: (range: Range) => void;
  back: () => void;
  live: () => void;
  canGoBack: boolean;
}

export function useView(): ViewControl {
  const named = viewOf(query);
  const [view, setView] = useState<View>(named);
  const known = useRef(viewKey(named));
  const before = useRef<View[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const current = useRef(view);
  current.current = view;

  // The address changed by a link or the browser's back button, not by us.
  useEffect(() => {
    if (viewKey(named) === known.current) return;
    clearTimeout(timer.current);
    known.current = viewKey(named);
    setView(named);
  }, [viewKey(named)]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const take = (next: View) => {
    current.current = next;
    setView(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      known.current = viewKey(next);
      go(withQuery(queryOf(next)), viewOf(query).kind === next.kind);
    }, kRestMs);
  };
  const live = () => take({ kind: "live", spanMs: spanOf(query("span")) });
  return {
    view,
    begin: () => void (before.current = [...before.current.slice(1 - kMostKept), current.current]),
    show: (range) => take(fixed(range)),
    back: () => {
      const last = before.current.pop();
      if (last) take(last);
      else live();
    },
    live: () => {
      before.current = [];
      live();
    },
    canGoBack: before.current.length > 0 || view.kind === "fixed",
  };
}
