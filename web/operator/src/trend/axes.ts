// The value axes of a trend: one for each unit, left and right in turn, and one for each vocabulary of named states,
// because "stopped" has no place on a scale of bottles. No canvas here.

import type { Range } from "kit/geometry/scale";
import { type Samples, firstAfter } from "operator/trend/samples";

export interface AxisPen {
  unit: string;
  decimals: number;
  /** Of a tag whose numbers have names; a switch has two. */
  states?: Record<string, string> | undefined;
  isSwitch: boolean;
}

export interface ValueAxis {
  /** The name of its scale. */
  key: string;
  unit: string;
  side: "left" | "right";
  /** Indexes of its pens. With one alone, the axis has its colour. */
  pens: number[];
  decimals: number;
  states?: Record<string, string> | undefined;
  isSwitch: boolean;
}

const kOffOn = { 0: "off", 1: "on" };

function statesOf(pen: AxisPen): Record<string, string> | undefined {
  if (pen.states && Object.keys(pen.states).length > 0) return pen.states;
  return pen.isSwitch ? kOffOn : undefined;
}

export function layAxes(pens: readonly AxisPen[]): ValueAxis[] {
  const axes = new Map<string, ValueAxis>();
  pens.forEach((pen, i) => {
    const states = statesOf(pen);
    const key = states ? `states:${JSON.stringify(states)}` : `unit:${pen.unit}`;
    const axis = axes.get(key);
    if (axis) {
      axis.pens.push(i);
      axis.decimals = Math.max(axis.decimals, pen.decimals);
      axis.isSwitch &&= pen.isSwitch;
      return;
    }
    const side = axes.size % 2 === 0 ? "left" : "right";
    axes.set(key, { key, unit: pen.unit, side, pens: [i], decimals: pen.decimals, states, isSwitch: pen.isSwitch });
  });
  return [...axes.values()];
}

/** The least and the greatest value on the screen, with the one in force at its left edge. */
function extentOf(all: readonly Samples[], time: Range): Range | undefined {
  let low = Infinity;
  let high = -Infinity;
  for (const { times, values } of all) {
    const shown = firstAfter(times, time.high);
    // The one beyond the right edge is where the line leads, if there is a line.
    const end = Math.min(times.length, shown === 0 ? 0 : shown + 1);
    for (let i = Math.max(0, firstAfter(times, time.low) - 1); i < end; i += 1) {
      const value = values[i];
      if (value === null || value === undefined) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low > high ? undefined : { low, high };
}

/** Of an axis whose pens show nothing. */
export const kNoRange: Range = { low: 0, high: 1 };

/** What an axis shows of its pens' samples; never flatter than the last shown digit can tell. */
export function axisRange(axis: ValueAxis, samples: readonly Samples[], time: Range): Range {
  const extent = extentOf(
    axis.pens.map((i) => samples[i]).filter((s): s is Samples => s !== undefined),
    time,
  );
  if (!extent) return kNoRange;
  if (axis.isSwitch) return { low: -0.15, high: 1.15 };
  if (axis.states) return { low: extent.low - 0.5, high: extent.high + 0.5 };
  const margin = Math.max((extent.high - extent.low) * 0.08, 5 * 10 ** -axis.decimals);
  return { low: extent.low - margin, high: extent.high + margin };
}

const kMostNames = 9;

/** Where an axis of names is labelled: at whole numbers that have a name, thinned evenly when they are many. */
export function namedSplits(states: Record<string, string>, range: Range): number[] {
  const named = Object.keys(states)
    .map(Number)
    .filter((n) => n >= range.low && n <= range.high)
    .sort((a, b) => a - b);
  const every = Math.ceil(named.length / kMostNames);
  return named.filter((_, i) => i % every === 0);
}
