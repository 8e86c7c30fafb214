// Times as people read them: local wall clock, and how long ago. What travels is RFC 3339 in UTC.

import type { UnixMs, UtcText } from "kit/units";
import { kNoValue } from "kit/format/number";

const two = (n: number) => String(n).padStart(2, "0");

/** Milliseconds since 1970 with the fraction kept; undefined for what is no time, and for the epoch ("never"). */
export function parseUtc(text: UtcText | string | null | undefined): UnixMs | undefined {
  if (!text) return undefined;
  const match = /^(.*?)(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!match) return undefined;
  const whole = Date.parse(`${match[1]}${match[3]}`);
  if (!Number.isFinite(whole) || whole === 0) return undefined;
  return (whole + Number(`0${match[2] ?? ".0"}`) * 1000) as UnixMs;
}

/** "07:24:09" */
export function clockTime(ms: number | undefined): string {
  if (ms === undefined) return kNoValue;
  const d = new Date(ms);
  return `${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}

/** "07:24:09.125" */
export function clockTimeMs(ms: number | undefined): string {
  if (ms === undefined) return kNoValue;
  return `${clockTime(ms)}.${String(Math.floor(((ms % 1000) + 1000) % 1000)).padStart(3, "0")}`;
}

/** "24 Nov" */
export function dayMonth(ms: number): string {
  return new Date(ms).toLocaleDateString("en-GB", { day: "numeric", month: "short" });
}

/** The clock alone today, with the day in front on other days. */
export function absoluteTime(ms: number | undefined, now: number): string {
  if (ms === undefined) return kNoValue;
  const sameDay = new Date(ms).toDateString() === new Date(now).toDateString();
  return sameDay ? clockTime(ms) : `${dayMonth(ms)} ${clockTime(ms).slice(0, 5)}`;
}

/** A server's sentence with the times in it (RFC 3339) as the clock here shows them. */
export const withLocalTimes = (text: string, now: number) =>
  text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g, (utc) => absoluteTime(parseUtc(utc), now));

/** "12 s", "4 min", "3 h 20 min", "2 d 4 h" */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return minutes < 10 && seconds % 60 !== 0 ? `${minutes} min ${seconds % 60} s` : `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  const days = Math.floor(hours / 24);
  return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

/** "just now", "12 s ago", "in 4 min" */
export function relativeTime(ms: number | undefined, now: number): string {
  if (ms === undefined) return kNoValue;
  const away = now - ms;
  if (Math.abs(away) < 2000) return "just now";
  return away > 0 ? `${durationText(away)} ago` : `in ${durationText(-away)}`;
}

/** A step in a chain: "0.4 ms", "18 ms", "2.03 s". */
export function stepText(ms: number): string {
  if (!Number.isFinite(ms)) return kNoValue;
  if (ms < 0) return `\u2212${stepText(-ms)}`;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`;
  return durationText(ms);
}
