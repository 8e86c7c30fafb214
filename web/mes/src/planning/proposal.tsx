// What a change of the plan would come to, in words: what stands against it, what else moves; to be kept or not.

import { useEffect, useRef } from "preact/hooks";
import type { MovedOrder } from "kit/api/mes_plan";
import { PriorityShape } from "kit/components/priority_shape";
import { Fault, Loading } from "kit/components/text";
import { sentence } from "kit/format/words";
import { now } from "kit/live/clock";
import type { Change, Changing } from "mes/planning/use_change";
import {
  conflictsInOrder,
  conflictText,
  draftText,
  eventText,
  forbids,
  movedText,
  othersText,
  ownText,
} from "mes/state/plan_change";

/** More are counted alone. */
const kMostMoved = 12;

export function Proposal({ changing }: { changing: Changing }) {
  const { change, keep, cancel } = changing;
  const section = useRef<HTMLElement>(null);
  const kind = change?.kind;
  // Asked for elsewhere on the page, it is brought into sight; who moves a bar stays with the bar.
  useEffect(() => {
    if (kind !== "event") return;
    section.current?.focus({ preventScroll: true });
    section.current?.scrollIntoView({ block: "nearest" });
  }, [kind]);
  if (!change) return null;
  const conflicts = change.kind === "move" ? conflictsInOrder(change.answer?.conflicts ?? []) : [];
  const instead = change.kind === "move" && change.answer ? ownText(change.draft, change.answer.plan, now.value) : "";
  const forbidden = conflicts.some(forbids);
  const ready = change.answer !== undefined && !change.busy && !forbidden;
  return (
    <section class="mes-proposal" ref={section} tabIndex={-1} aria-label="Proposed change of the plan">
      <header>
        <h3>{titleOf(change)}</h3>
        <span class="mes-actions">
          <button class="mw-button" onClick={cancel}>
            Leave the plan as it is
          </button>
          <button
            class="mw-button primary"
            disabled={!ready || change.keeping === true}
            title={forbidden ? "What stands against it forbids it" : "Puts this plan in force (Shift+Enter)"}
            onClick={() => void keep()}
          >
            {change.keeping ? "Asked…" : "Keep"}
          </button>
        </span>
      </header>
      <div role="status" aria-live="polite">
        {change.fault && <Fault>{sentence(change.fault)}</Fault>}
        {change.busy && <Loading what="Asking what it would come to" />}
        {conflicts.length > 0 && (
          <ul class="conflicts" aria-label="Conflicts">
            {conflicts.map((c) => (
              <li key={`${c.kind}${c.text}`}>
                <PriorityShape priority={forbids(c) ? 1 : 3} size={18} />
                {conflictText(c, now.value)}
              </li>
            ))}
          </ul>
        )}
        {instead !== "" && <p>{instead}</p>}
        {change.kind === "move" && change.answer && conflicts.length === 0 && instead === "" && (
          <p class="mw-muted">Nothing stands against it.</p>
        )}
        {change.answer && <Moves change={change} />}
      </div>
    </section>
  );
}

function titleOf(change: Change): string {
  if (change.kind === "move") return `Move ${draftText(change.draft, now.value)}`;
  return `Plan around it: ${eventText(change.event)}`;
}

function Moves({ change }: { change: Change }) {
  const moved = change.answer?.moved ?? [];
  const own = change.kind === "move" ? change.draft.order : undefined;
  const others = moved.filter((m) => m.order !== own);
  const disturbed = new Set<string>(change.kind === "event" ? (change.answer?.disturbed ?? []) : []);
  const struck = others.filter((m) => disturbed.has(m.order));
  const along = others.filter((m) => !disturbed.has(m.order));
  return (
    <>
      <p>
        <strong>{othersText(moved, own)}</strong>
        {disturbed.size > 0 && ` (${disturbed.size} touched by it: ${[...disturbed].join(", ")})`}
      </p>
      <MovedList label="Touched by it" moved={struck} />
      <MovedList label={struck.length > 0 ? "Moves because of that" : "Moves"} moved={along} />
    </>
  );
}

function MovedList({ label, moved }: { label: string; moved: readonly MovedOrder[] }) {
  if (moved.length === 0) return null;
  return (
    <ul class="moves" aria-label={label}>
      {moved.slice(0, kMostMoved).map((m) => (
        <li key={m.order}>
          <a href={`/orders/${encodeURIComponent(m.order)}`}>{m.order}</a> {movedText(m, now.value)}
        </li>
      ))}
      {moved.length > kMostMoved && <li class="mw-muted">and {moved.length - kMostMoved} more</li>}
    </ul>
  );
}
