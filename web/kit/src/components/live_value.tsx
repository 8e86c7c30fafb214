// A tag's current value: number with the tag's decimals, unit muted, hatched or struck when not good, reason on hover.

import type { TagInfo, TagValue } from "kit/api/operator_types";
import { formatValue } from "kit/format/number";
import { qualityClass, qualityReason } from "kit/format/quality";
import { clockTimeMs, parseUtc } from "kit/format/time";
import { useTag } from "kit/live/tags";

export function ValueText({ tag, value }: { tag: TagInfo; value: TagValue | undefined }) {
  const quality = qualityClass(value?.quality);
  const at = parseUtc(value?.time);
  const reason = value === undefined ? "No value has come yet." : qualityReason(value.quality);
  return (
    <span class="mw-value mw-num" data-quality={quality} title={`${reason ? `${reason}\n` : ""}${clockTimeMs(at)}`}>
      <span class="mw-figure">{formatValue(value?.value, { decimals: tag.decimals, states: tag.states })}</span>
      {tag.unit && <span class="mw-unit">{tag.unit}</span>}
    </span>
  );
}

export function LiveValue({ tag }: { tag: TagInfo }) {
  const value = useTag(tag.path)!;
  return <ValueText tag={tag} value={value.value} />;
}
