// Alarms as a table: priority by shape and number, what, where, value, since when, and the acknowledgement.

import type { Alarm } from "kit/api/operator_types";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm } from "kit/components/confirm";
import { PriorityShape } from "kit/components/priority_shape";
import { type Column, Table } from "kit/components/table";
import { Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import { unitName } from "kit/format/words";
import { withQuery } from "kit/router/router";
import { acknowledge, isUnacknowledged } from "operator/state/alarms";
import { tagAt } from "operator/state/plant";

export const kAlarmStates: Record<string, string> = {
  UNACK: "Active, not acknowledged",
  ACKED: "Active, acknowledged",
  RTNUN: "Over, not acknowledged",
  NORM: "Normal",
};

export function AlarmMark({ alarm, size }: { alarm: Alarm; size?: number }) {
  return (
    <PriorityShape
      priority={alarm.priority}
      unacknowledged={isUnacknowledged(alarm)}
      returned={alarm.state === "RTNUN"}
      {...(size ? { size } : {})}
    />
  );
}

export function AcknowledgeButton({ alarm }: { alarm: Alarm }) {
  const may = mayAs(["operator", "engineer", "admin"]);
  const run = async () => {
    const comment = await confirm({
      title: "Acknowledge the alarm",
      text: alarm.message,
      action: "Acknowledge",
      reason: "Comment (optional)",
    });
    if (comment !== undefined) await acknowledge(alarm, comment);
  };
  return (
    <ActionButton run={run} small disabled={!may} why={may ? undefined : "Needs the role operator or engineer."}>
      Acknowledge
    </ActionButton>
  );
}

function Sample({ alarm }: { alarm: Alarm }) {
  return (
    <span class="mw-num mw-live">
      {formatValue(alarm.sample.value, { decimals: tagAt(alarm.tag)?.decimals })}
      {alarm.unit && <span class="mw-unit">{alarm.unit}</span>}
    </span>
  );
}

const kColumns: Column<Alarm>[] = [
  { head: "", width: "44px", cell: (a) => <AlarmMark alarm={a} size={24} /> },
  { head: "Alarm", kind: "wrap", cell: (a) => <strong>{a.message}</strong> },
  { head: "Unit", wideOnly: true, cell: (a) => unitName(a.equipment) },
  { head: "Value", kind: "end", cell: (a) => <Sample alarm={a} /> },
  {
    head: "Limit",
    kind: "end",
    wideOnly: true,
    cell: (a) => <span class="mw-num mw-muted">{a.limit ? `${a.limit_value} ${a.unit}` : ""}</span>,
  },
  { head: "Since", cell: (a) => <Time at={a.active_since} /> },
  {
    head: "State",
    kind: "wrap",
    cell: (a) => (
      <span>
        {kAlarmStates[a.state]}
        {a.source_bad && <span class="mw-muted"> (source not good)</span>}
        {a.acknowledged_by && a.state === "ACKED" && <span class="mw-muted"> by {a.acknowledged_by}</span>}
      </span>
    ),
  },
  { head: " ", kind: "end", cell: (a) => (isUnacknowledged(a) ? <AcknowledgeButton alarm={a} /> : null) },
];

export function AlarmTable({ list }: { list: readonly Alarm[] }) {
  return (
    <Table
      label="Alarms"
      columns={kColumns}
      rows={list}
      keyOf={(a) => a.id}
      hrefOf={(a) => withQuery({ show: a.equipment })}
    />
  );
}
