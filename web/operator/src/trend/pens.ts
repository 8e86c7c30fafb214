// The pens of a trend as they are drawn: stored and live samples in one, held to the present, cut into strokes. Built
// again only when their samples change.

import { useMemo } from "preact/hooks";
import type { TagInfo, TrendPen } from "kit/api/operator_types";
import { unitName } from "kit/format/words";
import { equipmentOf } from "kit/units";
import type { AxisPen } from "operator/trend/axes";
import type { DrawnPen } from "operator/trend/draw";
import { type TrendFeed, reachesPresent } from "operator/trend/feed";
import { type Samples, heldUntil, merged, noSamples } from "operator/trend/samples";
import { strokesOf } from "operator/trend/strokes";

const isSetpoint = (tag: TagInfo) => tag.name.endsWith("_setpoint");
const kSloped = new Set(["real", "double"]);

/** Steps: what the historian says is stepped, and set-points, which jump from one value to the next. */
export const isStepped = (tag: TagInfo, stored: TrendPen | undefined) =>
  isSetpoint(tag) || (stored?.stepped ?? !kSloped.has(tag.type));

export const penLabel = (tag: TagInfo) => `${unitName(equipmentOf(tag.path))} ${tag.name.replace(/_/g, " ")}`;

export const axisPen = ({ tag }: DrawnPen): AxisPen => ({
  unit: tag.unit,
  decimals: tag.decimals,
  states: tag.states,
  isSwitch: tag.type === "boolean",
});

export function drawnPen(
  tag: TagInfo,
  colour: number,
  stored: TrendPen | undefined,
  live: Samples | undefined,
  until: number,
): DrawnPen {
  const known = stored ? merged(stored, live ?? noSamples()) : (live ?? noSamples());
  const samples = heldUntil(known, until);
  const stepped = isStepped(tag, stored);
  return {
    tag,
    label: penLabel(tag),
    colour,
    stepped,
    raw: stored?.raw ?? true,
    samples,
    known: known.times.length,
    strokes: strokesOf(samples, stepped),
  };
}

/** `until`: how long the last value is known to hold. Live samples are looked at as often as it changes. */
export function useDrawnPens(tags: readonly TagInfo[], feed: TrendFeed, until: number): DrawnPen[] {
  const { stored } = feed;
  const follows = !stored || reachesPresent(stored);
  return useMemo(
    () =>
      tags.map((tag, i) =>
        drawnPen(tag, i + 1, stored?.pens.get(tag.path), follows ? feed.live.get(tag.path) : undefined, until),
      ),
    [tags.map((t) => t.path).join(","), stored, until],
  );
}
