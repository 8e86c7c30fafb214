// Every command given: who, what, why, and what became of it, with the times it took.

import { useLinks } from "kit/api/links";
import type { CommandResult } from "kit/api/operator_types";
import { type Column, Table } from "kit/components/table";
import { Empty, Fault, Loading, PageHead, Time } from "kit/components/text";
import { formatValue } from "kit/format/number";
import { parseUtc, stepText } from "kit/format/time";
import { capital, reasonText, rejectionText, requesterOf, sentenceCase, unitName } from "kit/format/words";
import { useCommands } from "operator/state/commands";

/** From accepted to the last hop; undefined while there is none. */
function took(c: CommandResult): number | undefined {
  const times = (c.hops ?? []).map((h) => parseUtc(h.time)).filter((t) => t !== undefined);
  return times.length < 2 ? undefined : Math.max(...times) - Math.min(...times);
}

function outcome(c: CommandResult) {
  const good = c.state === "completed" || c.state === "accepted";
  const word = sentenceCase(c.state);
  if (good) return <span>{word}</span>;
  return (
    <span>
      <strong>{word}</strong>
      {c.reason && <span class="mw-muted">: {c.detail || rejectionText(c.reason)}</span>}
    </span>
  );
}

/** A person by name; a workflow by its name, leading to its steps in the MES. */
function Requester({ of }: { of: CommandResult }) {
  const mes = useLinks().data?.mes;
  const { text: name, workflow } = requesterOf(of.requester);
  const text = workflow ? capital(name) : name;
  if (!workflow || !mes) return <span title={of.requester}>{text}</span>;
  return (
    <a href={`${mes}/workflows?show=${encodeURIComponent(workflow)}`} target="_self" title={of.requester}>
      {text}
    </a>
  );
}

const kColumns: Column<CommandResult>[] = [
  { head: "Time", width: "110px", cell: (c) => <Time at={c.time} /> },
  { head: "Unit", cell: (c) => unitName(c.equipment) },
  {
    head: "Command",
    cell: (c) => (
      <span class="mw-nowrap">
        {sentenceCase(c.command)}
        {c.parameters?.value !== undefined && <strong class="mw-num"> {formatValue(c.parameters.value, {})}</strong>}
      </span>
    ),
  },
  { head: "Asked by", cell: (c) => <Requester of={c} /> },
  {
    head: "Why",
    kind: "wrap",
    wideOnly: true,
    cell: (c) => <span class="mw-muted">{reasonText(c.reason_given)}</span>,
  },
  { head: "Outcome", kind: "wrap", cell: outcome },
  {
    head: "Took",
    kind: "end",
    wideOnly: true,
    cell: (c) => {
      const ms = took(c);
      return ms === undefined ? "" : <span class="mw-num">{stepText(ms)}</span>;
    },
  },
];

export function CommandsPage() {
  const commands = useCommands(200);
  return (
    <div class="mw-stack">
      <PageHead title="Commands">
        <span class="mw-muted">Asked by people and by the MES, newest first</span>
      </PageHead>
      {commands.error && <Fault>{commands.error}</Fault>}
      {!commands.data && !commands.error && <Loading what="Loading the commands" />}
      {commands.data && (
        <section class="mw-panel">
          {commands.data.length === 0 ? (
            <Empty title="No commands yet">
              Select a unit on the overview and start, stop or set it: the command is kept here with its outcome.
            </Empty>
          ) : (
            <Table label="Commands" columns={kColumns} rows={commands.data} keyOf={(c) => c.id} />
          )}
        </section>
      )}
    </div>
  );
}
