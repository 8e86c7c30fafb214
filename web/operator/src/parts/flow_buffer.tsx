// What stands between two units: a conveyor with its pieces or a tank with its level. Full means blocked upstream,
// empty means starved downstream: both are seen by how far the column is filled.

import { useTag } from "kit/live/tags";
import { formatValue } from "kit/format/number";
import { qualityClass, qualityReason } from "kit/format/quality";
import { fraction } from "kit/geometry/scale";
import type { Buffer } from "operator/state/plant";

export function FlowBuffer({ buffer }: { buffer: Buffer | undefined }) {
  const level = useTag(buffer?.level.path)?.value;
  const capacity = useTag(buffer?.capacity?.path)?.value?.value;
  if (!buffer) return <Arrow />;
  const most = typeof capacity === "number" && capacity > 0 ? capacity : buffer.level.range?.high;
  const value = typeof level?.value === "number" ? level.value : undefined;
  const share = value === undefined || most === undefined ? undefined : fraction(value, { low: 0, high: most });
  const room = most === undefined ? "" : `, of ${formatValue(most, { decimals: 0 })}`;
  const title = `${buffer.level.description || buffer.level.path}${room}`;
  return (
    <div class="op-buffer" title={qualityReason(level?.quality) ?? title}>
      <svg viewBox="0 0 44 56" width="44" height="56" class="mw-live" aria-hidden="true">
        <path d="M0 46h44" stroke="var(--outline)" stroke-width="2" />
        <path d="M37 42l5 4-5 4" fill="none" stroke="var(--outline)" stroke-width="2" />
        {buffer.kind === "tank" ? (
          <path d="M12 4v30l4 5h12l4-5V4" fill="var(--track)" stroke="var(--outline)" stroke-width="1.5" />
        ) : (
          <path
            d="M10 4h24v36H10z"
            fill="var(--track)"
            stroke="var(--outline)"
            stroke-width="1.5"
            stroke-dasharray="3 2"
          />
        )}
        {share !== undefined && (
          <rect x="13" y={5 + 33 * (1 - share)} width="18" height={33 * share} fill="var(--outline)" />
        )}
      </svg>
      <span class="mw-value mw-num" data-quality={qualityClass(level?.quality)}>
        <span class="mw-figure">{formatValue(value, { decimals: 0 })}</span>
        {buffer.level.unit && <span class="mw-unit">{buffer.level.unit}</span>}
      </span>
    </div>
  );
}

function Arrow() {
  return (
    <div class="op-buffer">
      <svg viewBox="0 0 44 56" width="44" height="56" aria-hidden="true">
        <path d="M0 46h44M37 42l5 4-5 4" fill="none" stroke="var(--outline)" stroke-width="2" />
      </svg>
    </div>
  );
}
