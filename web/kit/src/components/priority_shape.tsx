// An alarm's priority by shape, colour and number: 1 square, 2 triangle, 3 diamond, 4 circle. While unacknowledged a
// ring around the shape blinks at 1 Hz; the number never does.

const kNames = ["", "critical", "high", "medium", "low"];

export function priorityName(priority: number): string {
  return kNames[priority] ?? "low";
}

export const kPriorityOutlines: Record<string, string> = {
  critical: "M3 3h18v18H3z",
  high: "M12 1.5 23 21H1z",
  medium: "M12 1 23 12 12 23 1 12z",
  low: "M12 2a10 10 0 1 1 0 20 10 10 0 0 1 0-20z",
};

interface Props {
  priority: number;
  unacknowledged?: boolean;
  /** The alarm is over: outline alone. */
  returned?: boolean;
  size?: number;
}

export function PriorityShape({ priority, unacknowledged, returned, size = 20 }: Props) {
  const name = priorityName(priority);
  const shape = kPriorityOutlines[name]!;
  const fill = returned ? "transparent" : `var(--${name})`;
  // Drawn a little towards the text's colour: yellow on a light ground, red on a dark one, must still show its shape.
  const edge = `color-mix(in srgb, var(--${name}) 75%, var(--text))`;
  return (
    <svg class="mw-shape" width={size} height={size} viewBox="-4 -4 32 32" role="img" aria-label={`${name} priority`}>
      {unacknowledged && (
        <path
          class="mw-blink"
          d={shape}
          fill="none"
          stroke={`var(--${name})`}
          stroke-width="7"
          stroke-opacity="0.45"
          stroke-linejoin="round"
        />
      )}
      <path d={shape} style={{ fill, stroke: edge }} stroke-width="2" stroke-linejoin="round" />
      <text
        x="12"
        y={name === "high" ? 18.5 : 17}
        text-anchor="middle"
        font-size="14"
        font-weight="700"
        fill={returned ? "var(--text)" : `var(--on-${name})`}
      >
        {priority}
      </text>
    </svg>
  );
}
