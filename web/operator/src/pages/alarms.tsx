// Alarms that are not normal, and the journal of every transition.

import { useEffect } from "preact/hooks";
import type { JournalRow } from "kit/api/operator_types";
import { refreshShown, useResource } from "kit/api/resource";
import { PriorityShape } from "kit/components/priority_shape";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Panel, Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import { qualityClass, qualityReason } from "kit/format/quality";
import { unitName } from "kit/format/words";
import { query, withQuery } from "kit/router/router";
import { equipmentOf, leafOf, tagPath } from "kit/units";
import { AlarmTable, kAlarmStates } from "operator/parts/alarm_list";
import { alarmChanges, alarms } from "operator/state/alarms";
import { tagAt } from "operator/state/plant";

export function AlarmsPage() {
  const journal = query("tab") === "journal";
  return (
    <div class="mw-stack">
      <PageHead title="Alarms">
        <nav class="mw-tabs" aria-label="Alarms">
          <a href={withQuery({ tab: undefined })} aria-current={journal ? undefined : "page"}>
            Present
          </a>
          <a href={withQuery({ tab: "journal" })} aria-current={journal ? "page" : undefined}>
            Journal
          </a>
        </nav>
      </PageHead>
      {journal ? <Journal /> : <Present />}
    </div>
  );
}

function Present() {
  return (
    <section class="mw-panel">
      {alarms.value.length === 0 ? (
        <div class="mw-live">
          <Empty title="No alarms">
            An alarm appears here when a value passes its limit, and stays until it is over and acknowledged.
          </Empty>
        </div>
      ) : (
        <AlarmTable list={alarms.value} />
      )}
    </section>
  );
}

const tagOfAlarm = (row: JournalRow) => tagAt(row.alarm.slice(0, row.alarm.lastIndexOf("/")));

function where(row: JournalRow): string {
  const tag = tagPath(row.alarm.slice(0, row.alarm.lastIndexOf("/")));
  const words = `${leafOf(tag)} ${leafOf(row.alarm)}`.replace(/_/g, " ");
  return `${unitName(equipmentOf(tag))}, ${words}`;
}

const kColumns: Column<JournalRow>[] = [
  { head: "Time", width: "110px", cell: (r) => <Time at={r.time} /> },
  {
    head: "",
    width: "36px",
    cell: (r) => {
      const limit = tagOfAlarm(r)?.limits.find((l) => l.name === leafOf(r.alarm));
      return limit ? (
        <PriorityShape priority={limit.priority} returned={r.state === "NORM" || r.state === "RTNUN"} />
      ) : null;
    },
  },
  { head: "Alarm", cell: where },
  { head: "State", kind: "wrap", cell: (r) => kAlarmStates[r.state] ?? r.state },
  {
    head: "Value",
    kind: "end",
    cell: (r) => (
      <span class="mw-value mw-num" data-quality={qualityClass(r.quality)} title={qualityReason(r.quality)}>
        <span class="mw-figure">{formatValue(r.value, { decimals: tagOfAlarm(r)?.decimals })}</span>
        <span class="mw-unit">{tagOfAlarm(r)?.unit}</span>
      </span>
    ),
  },
  { head: "By", cell: (r) => r.user ?? "" },
  { head: "Comment", kind: "wrap", cell: (r) => r.comment ?? "" },
];

function Journal() {
  const rows = useResource<JournalRow[]>("/api/v1/alarms/journal?limit=300", ["journal"]);
  const changes = alarmChanges.value;
  useEffect(() => refreshShown("journal"), [changes]);
  if (rows.error && !rows.data) return <Fault>{rows.error}</Fault>;
  if (!rows.data) return <Loading what="Loading the journal" />;
  return (
    <Panel title="Every transition, newest first" flush>
      {rows.data.length === 0 ? (
        <Empty title="The journal is empty">Every alarm that comes, goes or is acknowledged is written here.</Empty>
      ) : (
        <Table
          label="Alarm journal"
          columns={kColumns}
          rows={rows.data}
          keyOf={(r) => `${r.time}${r.alarm}${r.state}`}
        />
      )}
    </Panel>
  );
}
