// All alarms that are not normal, kept true by live frames, fetched anew at every connection.

import { computed, signal } from "@preact/signals";
import { api } from "kit/api/client";
import type { Alarm } from "kit/api/operator_types";
import { parseUtc } from "kit/format/time";
import { onLiveOpen, onScadaFrame } from "kit/live/tags";
import type { AlarmId } from "kit/units";

const byId = signal<ReadonlyMap<AlarmId, Alarm>>(new Map());
/** Counts transitions, so that the journal knows when to look again. */
export const alarmChanges = signal(0);

export const isActive = (a: Alarm) => a.state === "UNACK" || a.state === "ACKED";
export const isUnacknowledged = (a: Alarm) => a.state === "UNACK" || a.state === "RTNUN";

/** Unacknowledged before acknowledged, active before returned, then by priority, then the newest. */
export function compareAlarms(a: Alarm, b: Alarm): number {
  const urgency = (x: Alarm) => (x.state === "UNACK" ? 0 : x.state === "ACKED" ? 1 : 2);
  return (
    urgency(a) - urgency(b) || a.priority - b.priority || (parseUtc(b.changed_at) ?? 0) - (parseUtc(a.changed_at) ?? 0)
  );
}

export const alarms = computed(() => [...byId.value.values()].filter((a) => a.state !== "NORM").sort(compareAlarms));

/** The one for the banner: highest priority among the unacknowledged. */
export const topAlarm = computed(
  () => alarms.value.filter(isUnacknowledged).sort((a, b) => a.priority - b.priority || compareAlarms(a, b))[0],
);

export const alarmsOf = (equipment: string) => alarms.value.filter((a) => a.equipment === equipment);

export function countByPriority(list: readonly Alarm[]): [priority: number, count: number][] {
  return [1, 2, 3, 4].map((p): [number, number] => [p, list.filter((a) => a.priority === p).length]);
}

async function load(): Promise<void> {
  const list = await api.get<Alarm[]>("/api/v1/alarms?state=all");
  byId.value = new Map(list.map((a) => [a.id, a]));
  alarmChanges.value += 1;
}

export function followAlarms(): void {
  onLiveOpen(() => void load().catch(() => undefined));
  onScadaFrame((frame) => {
    if (frame.kind !== "alarm") return;
    put(frame.alarm);
  });
}

function put(alarm: Alarm): void {
  byId.value = new Map(byId.peek()).set(alarm.id, alarm);
  alarmChanges.value += 1;
}

export async function acknowledge(alarm: Alarm, comment: string): Promise<void> {
  const body = comment === "" ? {} : { comment };
  const answer = await api.post<Alarm | undefined>(`/api/v1/alarms/${encodeURIComponent(alarm.id)}/acknowledge`, body);
  if (answer?.id) put(answer);
}
