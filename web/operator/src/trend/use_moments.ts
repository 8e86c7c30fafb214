// Alarms and commands for the pens of a trend, from the journal and the list of commands. Neither can be asked for a
// time, so that the newest are fetched and how far back they reach is told.

import { useEffect, useMemo } from "preact/hooks";
import { refreshShown, useResource } from "kit/api/resource";
import type { CommandResult, JournalRow, TagInfo } from "kit/api/operator_types";
import { parseUtc } from "kit/format/time";
import { alarmChanges } from "operator/state/alarms";
import { tagAt } from "operator/state/plant";
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

export function useMoments(pens: readonly TagInfo[]): Moments {
  const journal = useResource<JournalRow[]>(`/api/v1/alarms/journal?limit=${kMost}`, ["journal"]);
  const commands = useResource<CommandResult[]>(`/api/v1/commands?limit=${kMost}`, ["commands"]);
  const changes = alarmChanges.value;
  useEffect(() => refreshShown("journal"), [changes]);
  const all = useMemo(
    () => [...alarmMoments(journal.data ?? [], pens, tagAt), ...commandMoments(commands.data ?? [], pens)],
    [journal.data, commands.data, pens.map((p) => p.path).join(",")],
  );
  const starts = [startOf(journal.data), startOf(commands.data)].flatMap((t) => (t === undefined ? [] : [t]));
  return {
    all,
    since: starts.length > 0 ? Math.max(...starts) : undefined,
    fault: journal.error ?? commands.error,
  };
}
