// What of time the plan shows, in the address so that it can be handed on; the buttons that change it; and the legend.

import { useEffect, useState } from "preact/hooks";
import { Icon } from "kit/components/icons";
import { capital } from "kit/format/words";
import { now } from "kit/live/clock";
import { go, query, withQuery } from "kit/router/router";
import { kZooms, moved, type TimeWindow, windowOf, zoomOf } from "mes/state/time_window";

/** The address follows a moving window once it rests: browsers take only so many addresses a second. */
const kRestMs = 250;

/** The window that the address names; while it is moved, where it was moved to. */
export function useWindow() {
  const [held, setHeld] = useState<TimeWindow>();
  useEffect(() => {
    if (!held) return undefined;
    const timer = setTimeout(() => {
      go(withQuery({ from: new Date(held.from).toISOString() }), true);
      setHeld(undefined);
    }, kRestMs);
    return () => clearTimeout(timer);
  }, [held]);
  const zoom = zoomOf(query("zoom"));
  const window = held ?? windowOf(zoom, query("from"), now.value);
  const follow = () => {
    setHeld(undefined);
    go(withQuery({ from: undefined }), true);
  };
  return { zoom, window, show: setHeld, follow, follows: !held && query("from") === undefined };
}

type View = ReturnType<typeof useWindow>;

export function Tools({ view }: { view: View }) {
  const step = (view.window.to - view.window.from) / 2;
  return (
    <div class="mes-plan-tools" role="toolbar" aria-label="Time shown">
      <nav class="mw-tabs" aria-label="Zoom">
        {kZooms.map((zoom) => (
          <a key={zoom} href={withQuery({ zoom })} aria-current={zoom === view.zoom ? "true" : undefined}>
            {capital(zoom)}
          </a>
        ))}
      </nav>
      <span class="moves">
        <button
          class="mw-button icon"
          aria-label="Earlier"
          title="Earlier"
          onClick={() => view.show(moved(view.window, -step))}
        >
          <Icon name="left" />
        </button>
        <button class="mw-button" aria-pressed={view.follows} onClick={view.follow}>
          Now
        </button>
        <button
          class="mw-button icon"
          aria-label="Later"
          title="Later"
          onClick={() => view.show(moved(view.window, step))}
        >
          <Icon name="right" />
        </button>
      </span>
    </div>
  );
}

const kLegend = [
  ["running", "On the line, filled as far as it is made"],
  ["planned", "Planned"],
  ["setup", "Changeover"],
  ["late", "Late"],
  ["made", "Made"],
  ["due", "Due"],
  ["closed", "Cannot be used"],
] as const;

export function Legend() {
  return (
    <p class="mes-legend">
      {kLegend.map(([kind, words]) => (
        <span key={kind}>
          <i class={kind} />
          {words}
        </span>
      ))}
    </p>
  );
}
