// Alarms and commands for the pens of a trend, from the journal and the list of commands: those of the time around what
// is shown, fetched again when it moves out of it.

import { useEffect, useMemo, useRef } from "preact/hooks";
import { refreshShown, useResource } from "kit/api/resource";
import type { CommandResult, JournalRow, TagInfo } from "kit/api/operator_types";
import { parseUtc } from "kit/format/time";
import type { Range } from "kit/geometry/scale";
import { alarmChanges } from "operator/state/alarms";
import { tagAt } from "operator/state/plant";
import { around } from "operator/trend/view";
import { type Moment, alarmMoments, commandMoments } from "operator/trend/moments";

const kMost = 1000;

export interface Moments {
  all: Moment[];
  /** Before this, moments may be missing: the answer was full. */
  since: number | undefined;
  fault: string | undefined;
}

const startOf = (rows: readonly { time?: string }[] | undefined): number | undefined =>
  rows && rows.length >= kMost ? parseUtc(rows.at(-1)!.time) : undefined;

/** What was there last, while something else is fetched. */
function useLast<T>(value: T | undefined): T | undefined {
  const last = useRef<T>();
  if (value !== undefined) last.current = value;
  return last.current;
}

export function useMoments(pens: readonly TagInfo[], range: Range, live: boolean): Moments {
  const query = new URLSearchParams({ limit: String(kMost), ...around(range, live) });
  const journal = useResource<JournalRow[]>(`/api/v1/alarms/journal?${query}`, ["journal"]);
  const commands = useResource<CommandResult[]>(`/api/v1/commands?${query}`, ["commands"]);
  const rows = useLast(journal.data);
  const given = useLast(commands.data);
  const changes = alarmChanges.value;
  useEffect(() => refreshShown("journal"), [changes]);
  const all = useMemo(
    () => [...alarmMoments(rows ?? [], pens, tagAt), ...commandMoments(given ?? [], pens)],
    [rows, given, pens.map((p) => p.path).join(",")],
  );
  const starts = [startOf(rows), startOf(given)].flatMap((t) => (t === undefined ? [] : [t]));
  return {
    all,
    since: starts.length > 0 ? Math.max(...starts) : undefined,
    fault: journal.error ?? commands.error,
  };
}
