// What happened beside the values: alarms raised and cleared, commands given. From the alarm journal and the list of
// commands, for the units of the pens alone. No DOM here.

import type { CommandResult, JournalRow, TagInfo } from "kit/api/operator_types";
import { formatValue } from "kit/format/number";
import { parseUtc } from "kit/format/time";
import { requesterOf, sentenceCase, unitName } from "kit/format/words";
import type { Range } from "kit/geometry/scale";
import { equipmentOf, leafOf, tagPath } from "kit/units";

export interface Moment {
  t: number;
  kind: "raised" | "cleared" | "command";
  /** Of an alarm: 1 critical to 4 low. A command has 0. */
  priority: number;
  text: string;
}

const tagOfAlarm = (alarm: string) => tagPath(alarm.slice(0, alarm.lastIndexOf("/")));

/**
 * The rows, newest first as the journal serves them, that are an alarm's beginning or end. An alarm is over with RTNUN,
 * or with NORM if it was acknowledged before; NORM after RTNUN is only its acknowledgement.
 */
export function turningPoints(journal: readonly JournalRow[]): { row: JournalRow; kind: "raised" | "cleared" }[] {
  const before = new Map<string, string>();
  const found: { row: JournalRow; kind: "raised" | "cleared" }[] = [];
  for (const row of [...journal].reverse()) {
    const last = before.get(row.alarm);
    before.set(row.alarm, row.state);
    if (row.state === "UNACK") found.push({ row, kind: "raised" });
    else if (row.state === "RTNUN") found.push({ row, kind: "cleared" });
    else if (row.state === "NORM" && (last === undefined ? !row.user : last !== "RTNUN")) {
      found.push({ row, kind: "cleared" });
    }
  }
  return found;
}

/** Whether what happens to `equipment` concerns one of the pens: their own unit, or the line it stands in. */
export const concerns = (equipment: string, pens: readonly TagInfo[]) =>
  pens.some((pen) => equipmentOf(pen.path) === equipment || equipmentOf(pen.path).startsWith(`${equipment}/`));

export function alarmMoments(
  journal: readonly JournalRow[],
  pens: readonly TagInfo[],
  tagAt: (path: string) => TagInfo | undefined,
): Moment[] {
  return turningPoints(journal).flatMap(({ row, kind }) => {
    const t = parseUtc(row.time);
    const path = tagOfAlarm(row.alarm);
    if (t === undefined || !concerns(equipmentOf(path), pens)) return [];
    const tag = tagAt(path);
    const limit = tag?.limits.find((l) => l.name === leafOf(row.alarm));
    const value = formatValue(row.value, { decimals: tag?.decimals, states: tag?.states });
    const what = `${unitName(equipmentOf(path))} ${leafOf(path)} ${leafOf(row.alarm)}`.replace(/_/g, " ");
    const text = `${what} ${kind}, ${value}${tag?.unit ? ` ${tag.unit}` : ""}`;
    return [{ t, kind, priority: limit?.priority ?? 4, text }];
  });
}

export function commandMoments(commands: readonly CommandResult[], pens: readonly TagInfo[]): Moment[] {
  return commands.flatMap((command) => {
    const t = parseUtc(command.time);
    if (t === undefined || !concerns(command.equipment, pens)) return [];
    const value = command.parameters?.value;
    const asked = `${sentenceCase(command.command)}${value === undefined ? "" : ` ${formatValue(value, {})}`}`;
    const by = requesterOf(command.requester).text;
    const outcome = command.state.replace(/_/g, " ");
    const text = `${unitName(command.equipment)}: ${asked}${by ? ` by ${by}` : ""}, ${outcome}`;
    return [{ t, kind: "command" as const, priority: 0, text }];
  });
}

export const within = (moments: readonly Moment[], time: Range) =>
  moments.filter((m) => m.t >= time.low && m.t <= time.high).sort((a, b) => a.t - b.t);

export interface MomentGroup {
  /** Where its first moment lies; the measure is the caller's. */
  x: number;
  moments: Moment[];
}

/** Moments closer than a shape is wide share one. `moments` in time order. */
export function grouped(moments: readonly Moment[], xOf: (t: number) => number, width: number): MomentGroup[] {
  const groups: MomentGroup[] = [];
  for (const moment of moments) {
    const x = xOf(moment.t);
    const last = groups.at(-1);
    if (last && x - last.x < width) last.moments.push(moment);
    else groups.push({ x, moments: [moment] });
  }
  return groups;
}

/** The one a group is drawn as: the most urgent alarm raised, else cleared, else the command. */
export function leading(group: MomentGroup): Moment {
  const rank = (m: Moment) => (m.kind === "raised" ? 0 : m.kind === "cleared" ? 10 : 20) + m.priority;
  return group.moments.reduce((a, b) => (rank(b) < rank(a) ? b : a));
}
