// The samples of a pen in columns, as the historian answers them, and what has come live since. No DOM here.

import type { TagValue } from "kit/api/operator_types";
import { qualityClass } from "kit/format/quality";
import { parseUtc } from "kit/format/time";

export const kGood = 0;
export const kUncertain = 1;
export const kBad = 2;

export interface Samples {
  /** Milliseconds since 1970, ascending. */
  times: readonly number[];
  /** null where the value was Bad or is no number. */
  values: readonly (number | null)[];
  quality: readonly number[];
}

export interface GrowingSamples extends Samples {
  times: number[];
  values: (number | null)[];
  quality: number[];
}

export const noSamples = (): GrowingSamples => ({ times: [], values: [], quality: [] });

const kCodes = { good: kGood, uncertain: kUncertain, bad: kBad };
const numberOf = (value: unknown): number | null =>
  typeof value === "number" ? value : typeof value === "boolean" ? Number(value) : null;

/** Adds a live value; one that is not newer than the last is left out. The oldest are dropped beyond `most`. */
export function append(samples: GrowingSamples, change: TagValue, most: number): boolean {
  const t = parseUtc(change.time);
  if (t === undefined || t <= (samples.times.at(-1) ?? -Infinity)) return false;
  const quality = kCodes[qualityClass(change.quality)];
  samples.times.push(t);
  samples.values.push(quality === kBad ? null : numberOf(change.value));
  samples.quality.push(quality);
  if (samples.times.length > most) {
    const over = Math.ceil(most / 4);
    samples.times.splice(0, over);
    samples.values.splice(0, over);
    samples.quality.splice(0, over);
  }
  return true;
}

/** What is stored, then what came live after the last of it. */
export function merged(stored: Samples, live: Samples): Samples {
  const from = firstAfter(live.times, stored.times.at(-1) ?? -Infinity);
  if (from === live.times.length) return stored;
  return {
    times: [...stored.times, ...live.times.slice(from)],
    values: [...stored.values, ...live.values.slice(from)],
    quality: [...stored.quality, ...live.quality.slice(from)],
  };
}

/** The last value holds until `end`: a value that does not change is not written again. */
export function heldUntil(samples: Samples, end: number): Samples {
  const last = samples.times.at(-1);
  if (last === undefined || last >= end || samples.values.at(-1) === null) return samples;
  return {
    times: [...samples.times, end],
    values: [...samples.values, samples.values.at(-1)!],
    quality: [...samples.quality, samples.quality.at(-1)!],
  };
}

/** The index of the first time after `t`, by halving. */
export function firstAfter(times: readonly number[], t: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! > t) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The sample a cursor at `t` tells of: of steps the one in force, of a sloped line the nearest, but never one beyond a
 * Bad. undefined before the first.
 */
export function sampleAt(samples: Samples, t: number, stepped: boolean): number | undefined {
  const after = firstAfter(samples.times, t);
  const before = after - 1;
  if (before < 0) return undefined;
  if (stepped || after === samples.times.length) return before;
  if (samples.values[before] === null || samples.values[after] === null) return before;
  return t - samples.times[before]! <= samples.times[after]! - t ? before : after;
}

/** How many samples lie in the range. */
export const countIn = (samples: Samples, low: number, high: number) =>
  firstAfter(samples.times, high) - firstAfter(samples.times, low - 1e-6);
