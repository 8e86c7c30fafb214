// A unit's state by shape and brightness: running is light, stopped is dark, moving is dashed. Never green.

import { stateText } from "kit/format/words";
import { type StateShape as Shape, stateShape } from "kit/format/packml";

function Glyph({ shape }: { shape: Shape }) {
  const light = "var(--running)";
  const dark = "var(--stopped)";
  const line = { stroke: "var(--outline)", "stroke-width": 2 } as const;
  const inkOnLight = { fill: "none", stroke: "var(--on-running)", "stroke-width": 2.2 } as const;
  const inkOnDark = { fill: "none", stroke: "var(--on-stopped)", "stroke-width": 2.2 } as const;
  switch (shape) {
    case "running":
      return (
        <>
          <circle cx="12" cy="12" r="10" fill={light} {...line} />
          <path d="M9.5 7.5 16 12l-6.5 4.5z" fill="var(--on-running)" />
        </>
      );
    case "stopped":
      return (
        <>
          <rect x="2.5" y="2.5" width="19" height="19" rx="2" fill={dark} {...line} />
          <rect x="8" y="8" width="8" height="8" fill="var(--on-stopped)" />
        </>
      );
    case "idle":
      return (
        <>
          <circle cx="12" cy="12" r="10" fill={dark} {...line} />
          <path d="M12 7v5.5l3.5 2" {...inkOnDark} />
        </>
      );
    case "waiting":
      return (
        <>
          <circle cx="12" cy="12" r="10" fill={light} {...line} />
          <path d="M12 2a10 10 0 0 0 0 20z" fill={dark} {...line} />
          <path d="M15 9v6M18 9.5v5" {...inkOnLight} />
        </>
      );
    case "held":
      return (
        <>
          <rect x="2.5" y="2.5" width="19" height="19" rx="2" fill={dark} {...line} />
          <path d="M9 7v10M15 7v10" {...inkOnDark} stroke-width={3} />
        </>
      );
    case "aborted":
      return (
        <>
          <path d="M7.5 1.5h9l6 6v9l-6 6h-9l-6-6v-9z" fill={dark} {...line} />
          <path d="M8 8l8 8M16 8l-8 8" {...inkOnDark} stroke-width={2.6} />
        </>
      );
    case "done":
      return (
        <>
          <rect x="2.5" y="2.5" width="19" height="19" rx="2" fill={light} {...line} />
          <path d="M7 12.5 10.5 16 17 8.5" {...inkOnLight} />
        </>
      );
    case "moving":
      return (
        <>
          <circle cx="12" cy="12" r="10" fill="none" {...line} stroke-dasharray="4.5 3.4" />
          <path d="M8 12h7M12 8.5l3.5 3.5-3.5 3.5" fill="none" stroke="var(--text)" stroke-width="2" />
        </>
      );
    case "unknown":
      return (
        <>
          <circle cx="12" cy="12" r="10" fill="none" {...line} stroke-dasharray="2 3" />
          <text x="12" y="17" text-anchor="middle" font-size="14" fill="var(--muted)">
            ?
          </text>
        </>
      );
  }
}

export function StateShape({ state, size = 20 }: { state: string | undefined; size?: number }) {
  return (
    <svg
      class="mw-shape"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      role="img"
      aria-label={state ?? "state unknown"}
    >
      <Glyph shape={stateShape(state)} />
    </svg>
  );
}

/** Shape and word, with the reason in muted text. */
export function StateLabel({ state, reason, size }: { state: string | undefined; reason?: string; size?: number }) {
  return (
    <span class="mw-state mw-live">
      <StateShape state={state} {...(size ? { size } : {})} />
      <span>{stateText(state, reason ?? "")}</span>
    </span>
  );
}
