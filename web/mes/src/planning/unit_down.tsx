// The dialog for a machine that is down: which, since and until when, and why. It decides nothing: what would move is
// shown first.

import { useEffect, useRef, useState } from "preact/hooks";
import type { PlanEvent } from "kit/api/mes_plan";
import type { EquipmentStatus } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { parseUtc } from "kit/format/time";
import { unitName } from "kit/format/words";
import type { UtcText } from "kit/units";
import { downFault } from "mes/state/plan_change";

const kQuick_min = [30, 60, 120, 480];

/** For a field of local date and time. */
const localText = (ms: number) => {
  const d = new Date(ms);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`;
};
const utc = (local: string) => new Date(local).toISOString() as UtcText;
const quickText = (minutes: number) => (minutes < 60 ? `${minutes} min` : `${minutes / 60} h`);

interface Props {
  /** What is known of it already. */
  event: PlanEvent;
  onShow: (event: PlanEvent) => void;
  onClose: () => void;
}

export function UnitDown({ event, onShow, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const equipment = useResource<EquipmentStatus[]>("/api/v1/equipment", ["equipment"]).data ?? [];
  const paths = [
    ...new Set([...(event.equipment ? [event.equipment] : []), ...equipment.map((e) => e.path as string)]),
  ];
  const [form, setForm] = useState({
    equipment: event.equipment ?? "",
    from: localText(parseUtc(event.from) ?? Date.now()),
    to: "",
    why: event.why ?? "",
  });
  useEffect(() => dialog.current?.showModal(), []);
  const set = (name: keyof typeof form) => (e: { currentTarget: { value: string } }) =>
    setForm({ ...form, [name]: e.currentTarget.value });
  const lacks = downFault(form);
  const submit = (e: Event) => {
    e.preventDefault();
    if (lacks) return;
    const why = form.why.trim();
    onShow({
      event: "unit_down",
      equipment: form.equipment,
      from: utc(form.from),
      ...(form.to === "" ? {} : { to: utc(form.to) }),
      ...(why === "" ? {} : { why }),
    });
  };
  return (
    <dialog class="mw-confirm" ref={dialog} onCancel={onClose} aria-labelledby="mes-unit-down">
      <form onSubmit={submit}>
        <h2 id="mes-unit-down">A machine is down</h2>
        <label class="mw-field">
          <span>What is down</span>
          <select class="mw-input" name="equipment" value={form.equipment} onChange={set("equipment")} autofocus>
            <option value="">Choose…</option>
            {paths.map((path) => (
              <option key={path} value={path}>
                {path.includes("/")
                  ? `${unitName(path)}, ${unitName(path.split("/")[0]!)}`
                  : `${unitName(path)}, all of it`}
              </option>
            ))}
          </select>
        </label>
        <label class="mw-field">
          <span>Since</span>
          <input class="mw-input" type="datetime-local" name="from" value={form.from} onInput={set("from")} />
        </label>
        <label class="mw-field">
          <span>Expected back (empty: nobody knows)</span>
          <input class="mw-input" type="datetime-local" name="to" value={form.to} onInput={set("to")} />
        </label>
        <div class="mes-quick" role="group" aria-label="Back in">
          {kQuick_min.map((minutes) => (
            <button
              key={minutes}
              type="button"
              class="mw-button small"
              onClick={() => setForm({ ...form, to: localText(Date.now() + minutes * 60_000) })}
            >
              in {quickText(minutes)}
            </button>
          ))}
        </div>
        <label class="mw-field">
          <span>Why</span>
          <input class="mw-input" name="why" value={form.why} autocomplete="off" onInput={set("why")} />
        </label>
        <p class="mw-muted mw-small mes-lacks">{lacks ?? "Nothing is in force before you keep it."}</p>
        <div class="row">
          <button type="button" class="mw-button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="mw-button primary" disabled={lacks !== undefined}>
            Show what moves
          </button>
        </div>
      </form>
    </dialog>
  );
}
