// What the plan does not know yet, each with the way to plan around it; and the times it knows to be closed.

import type { Disruption, PlanEvent, Unavailable } from "kit/api/mes_plan";
import { api } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { ActionButton } from "kit/components/action_button";
import { PriorityShape } from "kit/components/priority_shape";
import { Time } from "kit/components/text";
import { parseUtc } from "kit/format/time";
import { count, unitName } from "kit/format/words";
import { now } from "kit/live/clock";
import { disruptionText, eventOf } from "mes/state/plan_change";

interface Props {
  disruptions: readonly Disruption[];
  unavailable: readonly Unavailable[];
  may: boolean;
  /** A unit's end has to be said by a person; everything else is asked at once. */
  onReplan: (event: PlanEvent) => void;
}

const kNeedsPlanner = "Needs the role planner or manager.";

export function Disruptions({ disruptions, unavailable, may, onReplan }: Props) {
  if (disruptions.length === 0 && unavailable.length === 0) return null;
  return (
    <section class="mw-panel mes-disruptions" aria-label="What disturbs the plan">
      {disruptions.length > 0 && (
        <h2>
          <PriorityShape priority={2} size={20} />
          {count(disruptions.length, "thing")} the plan does not know
        </h2>
      )}
      <ul>
        {disruptions.map((d) => (
          <li key={`${d.kind}${d.equipment ?? ""}${d.order ?? ""}${d.material ?? ""}`}>
            <span class="what">
              {disruptionText(d, now.value)}
              <span class="mw-muted mw-small">
                since <Time at={d.since} minutes />
              </span>
            </span>
            <button
              class="mw-button"
              disabled={!may}
              title={may ? "Shows what would move, before it is in force" : kNeedsPlanner}
              onClick={() => onReplan(eventOf(d))}
            >
              Replan…
            </button>
          </li>
        ))}
        {unavailable.map((u) => (
          <li key={u.id}>
            <span class="what">
              <span>
                {unitName(u.equipment)} is planned as down
                {u.why && `: ${u.why}`}
              </span>
              <span class="mw-muted mw-small">
                <Time at={u.from} minutes />
                {u.to ? (
                  <>
                    {" to "}
                    <Time at={u.to} minutes />
                  </>
                ) : (
                  ", until it is back"
                )}
                {u.by && `, ${u.by}`}
              </span>
            </span>
            <ActionButton disabled={!may} why={may ? undefined : kNeedsPlanner} run={() => end(u)}>
              {(parseUtc(u.from) ?? 0) > now.value ? "Not down after all" : "It is back"}
            </ActionButton>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function end(u: Unavailable): Promise<void> {
  await api.post(`/api/v1/schedule/unavailable/${encodeURIComponent(u.id)}/end`);
  for (const topic of ["schedule", "orders"]) refreshShown(topic);
}
