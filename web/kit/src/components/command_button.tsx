// A command of a unit, and its life where it was pressed. A blocked command says what blocks it.

import { useEffect, useRef, useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { AllowedCommand, CommandInfo, CommandResult } from "kit/api/operator_types";
import { mayAs } from "kit/api/session";
import { parseNumber, rangeFault } from "kit/format/number";
import { sentenceCase } from "kit/format/words";
import { type Life, advance, isFinal, kAsked, kIdle, lifeOf } from "kit/live/command_life";
import { onScadaFrame } from "kit/live/tags";
import { uuid } from "kit/live/uuid";
import type { EquipmentPath } from "kit/units";

const kAskAgainMs = 700;
const kShowDoneMs = 6000;

/** Sends a command and follows it to its end. */
export function useCommand(equipment: EquipmentPath, command: string): [Life, (value?: number) => void] {
  const [life, setLife] = useState<Life>(kIdle);
  const id = useRef<string>();
  const report = (next: Life) => setLife((before) => advance(before, next));

  useEffect(
    () =>
      onScadaFrame(
        (frame) => frame.kind === "command" && frame.command.id === id.current && report(lifeOf(frame.command)),
      ),
    [],
  );
  useEffect(() => {
    if (life.stage === "accepted" || life.stage === "running") {
      const ask = () =>
        api.get<CommandResult>(`/api/v1/commands/${id.current}`).then(
          (r) => report(lifeOf(r)),
          () => undefined,
        );
      const timer = setInterval(() => void ask(), kAskAgainMs);
      return () => clearInterval(timer);
    }
    if (life.stage !== "done") return undefined;
    const timer = setTimeout(() => setLife(kIdle), kShowDoneMs);
    return () => clearTimeout(timer);
  }, [life.stage]);

  const press = (value?: number) => {
    id.current = uuid();
    setLife(kAsked);
    const parameters = value === undefined ? {} : { parameters: { value } };
    api
      .post<CommandResult>("/api/v1/commands", { id: id.current, equipment, command, ...parameters })
      .then((result) => report(lifeOf(result)))
      .catch((cause: unknown) => report({ stage: "failed", text: sentenceOf(cause) }));
  };
  return [life, press];
}

export function CommandLife({ life }: { life: Life }) {
  if (life.stage === "idle") return null;
  const wrong = life.stage === "refused" || life.stage === "failed";
  return (
    <span class={wrong ? "mw-fault mw-small" : "mw-muted mw-small"} role="status" data-stage={life.stage}>
      {life.text}
    </span>
  );
}

interface Props {
  equipment: EquipmentPath;
  info: CommandInfo;
  allowed: AllowedCommand | undefined;
  primary?: boolean;
  small?: boolean;
}

/** Why the person cannot press, or undefined when they can. */
function blockedBy(info: CommandInfo, allowed: AllowedCommand | undefined): string | undefined {
  if (!mayAs(info.roles)) return `Needs the role ${info.roles.join(" or ")}.`;
  return allowed && !allowed.allowed ? (allowed.blocked_by ?? "Not possible now.") : undefined;
}

export function CommandButton({ equipment, info, allowed, primary, small }: Props) {
  const [life, press] = useCommand(equipment, info.name);
  const blocked = blockedBy(info, allowed);
  const busy = life.stage !== "idle" && !isFinal(life.stage);
  return (
    <div class="mw-command" data-command={info.name}>
      <button
        class={`mw-button${primary ? " primary" : ""}${small ? " small" : ""}`}
        disabled={blocked !== undefined || busy}
        title={blocked ?? info.description}
        onClick={() => press()}
      >
        {sentenceCase(info.name)}
      </button>
      {!small && blocked && life.stage === "idle" && <span class="mw-muted mw-small">{blocked}</span>}
      <CommandLife life={life} />
    </div>
  );
}

/** A set-point's command: a number within its range, with its unit. */
export function SetCommand({ equipment, info, allowed, current }: Props & { current: number | undefined }) {
  const [life, press] = useCommand(equipment, info.name);
  const [text, setText] = useState("");
  const parameter = info.parameter!;
  const value = parseNumber(text);
  const fault = text === "" ? undefined : rangeFault(value, parameter.range, parameter.unit);
  const blocked = blockedBy(info, allowed);
  const busy = life.stage !== "idle" && !isFinal(life.stage);
  const range = parameter.range
    ? `${parameter.range.low} to ${parameter.range.high} ${parameter.unit}`
    : parameter.unit;
  const submit = (event: Event) => {
    event.preventDefault();
    if (value !== undefined && !fault && !blocked) press(value);
  };
  return (
    <form class="mw-command mw-set" data-command={info.name} onSubmit={submit}>
      <label class="mw-field">
        <span>
          {sentenceCase(info.name)}, {range}
        </span>
        <input
          class="mw-input"
          inputMode="decimal"
          placeholder={current === undefined ? "" : `now ${current}`}
          aria-invalid={fault !== undefined}
          value={text}
          disabled={blocked !== undefined}
          onInput={(e) => setText(e.currentTarget.value)}
        />
      </label>
      <button
        class="mw-button"
        type="submit"
        disabled={blocked !== undefined || busy || value === undefined || fault !== undefined}
      >
        Set
      </button>
      {(fault ?? blocked) && <span class="mw-muted mw-small">{fault ?? blocked}</span>}
      <CommandLife life={life} />
    </form>
  );
}
