// "Plan": for how long a better plan is looked for, how far that is, and what came of it.

import { useEffect, useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { Planned } from "kit/api/mes_types";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { Fault } from "kit/components/text";

export const kPlanners = ["planner", "manager", "admin"];
const kPatience_s = [3, 10, 30];
const kTickMs = 100;

export function PlanButton() {
  const [patience, setPatience] = useState(kPatience_s[0]!);
  const [since, setSince] = useState<number>();
  const [fault, setFault] = useState<string>();
  const may = mayAs(kPlanners);
  const plan = async () => {
    setFault(undefined);
    setSince(Date.now());
    try {
      await api.post<Planned[]>("/api/v1/schedule/plan", { seconds: patience });
      refreshShown("orders");
    } catch (cause) {
      setFault(sentenceOf(cause));
    } finally {
      setSince(undefined);
    }
  };
  return (
    <span class="mes-planning">
      {fault && <Fault>{fault}</Fault>}
      {since !== undefined ? (
        <Busy since={since} patience={patience} />
      ) : (
        <select
          class="mw-input"
          aria-label="How long a better plan is looked for"
          title="How long a better plan is looked for"
          value={patience}
          disabled={!may}
          onChange={(e) => setPatience(Number(e.currentTarget.value))}
        >
          {kPatience_s.map((seconds) => (
            <option key={seconds} value={seconds}>
              Look for {seconds} s
            </option>
          ))}
        </select>
      )}
      <button
        class="mw-button primary"
        disabled={!may || since !== undefined}
        title={may ? "Plan all orders that wait, and put the plan in force" : "Needs the role planner or manager."}
        onClick={() => void plan()}
      >
        {since === undefined ? "Plan" : "Planning…"}
      </button>
    </span>
  );
}

function Busy({ since, patience }: { since: number; patience: number }) {
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), kTickMs);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.min(patience, (now - since) / 1000);
  return (
    <span class="busy" role="status">
      <span class="mw-small mw-muted mw-num">
        Looking for a better plan, {Math.floor(seconds)} of {patience} s
      </span>
      <span class="mw-progress" aria-hidden="true">
        <i style={{ width: `${(100 * seconds) / patience}%` }} />
      </span>
    </span>
  );
}
