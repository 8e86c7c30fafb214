// The search for a better plan, in the background: its cost as it falls, to be stopped, and its best plan to be kept.

import { useState } from "preact/hooks";
import { api } from "kit/api/client";
import type { PlanSearch } from "kit/api/mes_plan";
import { refreshShown, useResource } from "kit/api/resource";
import { ActionButton } from "kit/components/action_button";
import { Fault, Panel } from "kit/components/text";
import { sentence } from "kit/format/words";
import { type CostName, costText, curveOf, gainText, kCosts, searchText } from "mes/state/search_curve";

const kPath = "/api/v1/schedule/search";
const kLengths_s = [30, 120, 600];
const kFollowMs = 1000;
const kCurve = { width: 240, height: 56 };

const lengthText = (seconds: number) => (seconds < 60 ? `${seconds} s` : `${seconds / 60} min`);

async function order(path: string, body: object = {}): Promise<void> {
  await api.post(`${kPath}${path}`, body);
  refreshShown("schedule");
}

export function PlanSearchPanel({ may, onClose }: { may: boolean; onClose: () => void }) {
  const [seconds, setSeconds] = useState(kLengths_s[0]!);
  const found = useResource<PlanSearch>(kPath, ["schedule"]);
  const search = found.data;
  const running = search?.state === "running";
  const why = may ? undefined : "Needs the role planner or manager.";
  const keep = async () => {
    await order("/keep");
    refreshShown("orders");
  };
  return (
    <Panel
      title="Search for a better plan"
      end={
        <span class="mes-actions">
          {!running && (
            <select
              class="mw-input"
              aria-label="How long is searched"
              value={seconds}
              disabled={!may}
              onChange={(e) => setSeconds(Number(e.currentTarget.value))}
            >
              {kLengths_s.map((s) => (
                <option key={s} value={s}>
                  For {lengthText(s)}
                </option>
              ))}
            </select>
          )}
          {running ? (
            <ActionButton disabled={!may} why={why} run={() => order("/stop")}>
              Stop
            </ActionButton>
          ) : (
            <ActionButton disabled={!may} why={why} run={() => order("", { seconds })}>
              Search
            </ActionButton>
          )}
          <ActionButton
            primary
            disabled={!may || !search || search.plan.length === 0}
            why={why ?? "Puts the best plan found in force"}
            run={keep}
          >
            Keep the best
          </ActionButton>
          <button class="mw-button quiet" onClick={onClose}>
            Close
          </button>
        </span>
      }
    >
      {running && <Follow />}
      {found.error && !found.missing && <Fault>{found.error}</Fault>}
      {search?.failure && <Fault>{sentence(search.failure)}</Fault>}
      {search ? (
        <Progress search={search} />
      ) : (
        <p class="mw-muted">
          It goes on beside the work and shows each better plan as it is found; the plan in force stays until you keep
          another.
        </p>
      )}
    </Panel>
  );
}

/** While it runs, asked for each second. */
function Follow() {
  useResource<PlanSearch>(kPath, [], kFollowMs);
  return null;
}

function Progress({ search }: { search: PlanSearch }) {
  return (
    <div class="mes-search">
      <p role="status">{searchText(search)}</p>
      <div class="curves">
        {kCosts.map(({ name, label }) => (
          <CostCurve key={name} search={search} name={name} label={label} />
        ))}
      </div>
    </div>
  );
}

function CostCurve({ search, name, label }: { search: PlanSearch; name: CostName; label: string }) {
  const curve = curveOf(search, name, kCurve);
  const gain = gainText(curve);
  const told = `${label}: ${costText(curve.first)} at first, ${costText(curve.best)} now`;
  return (
    <figure>
      <figcaption>
        <span class="mw-muted mw-small">{label}</span>
        <strong class="mw-num">{costText(curve.best)}</strong>
        <span class="mw-muted mw-small">
          {curve.first === curve.best ? "as at first" : `from ${costText(curve.first)}${gain ? `, ${gain}` : ""}`}
        </span>
      </figcaption>
      <svg
        viewBox={`0 -2 ${kCurve.width} ${kCurve.height + 4}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={told}
      >
        <path class="area" d={`${curve.path}V${kCurve.height}H0z`} />
        <path class="curve" d={curve.path} />
      </svg>
    </figure>
  );
}
