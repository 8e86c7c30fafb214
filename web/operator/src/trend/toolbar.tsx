// The buttons of a trend, as large as a gloved hand needs them: pan, zoom, back, live, the tool, a free range, and what
// can be taken away as a file.

import { useState } from "preact/hooks";
import { Icon, type IconName } from "kit/components/icons";
import type { Range } from "kit/geometry/scale";
import { kZoomStep } from "operator/trend/gestures";
import { fromLocalInput, localInput } from "operator/trend/local_time";
import type { ViewControl } from "operator/trend/use_view";
import { panned, zoomed } from "operator/trend/view";

interface ToolProps {
  icon: IconName;
  label: string;
  onClick: () => void;
  disabled?: boolean;
  pressed?: boolean;
  /** Shown beside the icon. */
  text?: string;
}

function Tool({ icon, label, onClick, disabled, pressed, text }: ToolProps) {
  return (
    <button
      type="button"
      class={`mw-button op-tool${text ? "" : " icon"}`}
      aria-label={label}
      aria-pressed={pressed}
      title={label}
      disabled={disabled}
      onClick={onClick}
    >
      <Icon name={icon} size={20} />
      {text}
    </button>
  );
}

interface Props {
  control: ViewControl;
  time: Range;
  selecting: boolean;
  onTool: (selecting: boolean) => void;
  csv: string;
  onPicture: () => void;
}

export function TrendToolbar({ control, time, selecting, onTool, csv, onPicture }: Props) {
  const [open, setOpen] = useState(false);
  const span = time.high - time.low;
  const to = (range: (now: number) => Range) => () => {
    control.begin();
    control.show(range(Date.now()));
  };
  const middle = (time.low + time.high) / 2;
  return (
    <div class="op-tools" role="toolbar" aria-label="Trend">
      <div>
        <Tool icon="left" label="Earlier" onClick={to((now) => panned(time, -span / 2, now))} />
        <Tool icon="right" label="Later" onClick={to((now) => panned(time, span / 2, now))} />
        <Tool icon="plus" label="Zoom in" onClick={to((now) => zoomed(time, 1 / kZoomStep, middle, now))} />
        <Tool icon="minus" label="Zoom out" onClick={to((now) => zoomed(time, kZoomStep, middle, now))} />
        <Tool icon="back" label="Back to the view before" disabled={!control.canGoBack} onClick={control.back} />
      </div>
      <div>
        <Tool
          icon="hand"
          label="Pan: drag moves the time"
          text="Pan"
          pressed={!selecting}
          onClick={() => onTool(false)}
        />
        <Tool
          icon="select"
          label="Select: drag marks a time to be reckoned"
          text="Select"
          pressed={selecting}
          onClick={() => onTool(true)}
        />
      </div>
      <div>
        <Tool icon="calendar" label="From and to" text="Range" pressed={open} onClick={() => setOpen(!open)} />
      </div>
      <div class="end">
        <a
          class="mw-button op-tool"
          href={csv}
          download
          title="Every sample as CSV: of the selection, else of what is shown"
        >
          <Icon name="download" size={20} />
          CSV
        </a>
        <Tool icon="picture" label="What is shown as a picture" text="PNG" onClick={onPicture} />
      </div>
      {open && <RangeForm time={time} control={control} key={control.view.kind} />}
    </div>
  );
}

/** Begins with what is shown; it is not moved while a person types. */
function RangeForm({ time, control }: { time: Range; control: ViewControl }) {
  const [from, setFrom] = useState(localInput(time.low));
  const [to, setTo] = useState(localInput(time.high));
  const range = { low: fromLocalInput(from), high: fromLocalInput(to) };
  const fault = range.low < range.high ? undefined : "“From” must lie before “to”.";
  const field = (label: string, value: string, set: (text: string) => void) => (
    <label class="mw-field">
      <span>{label}</span>
      <input
        class="mw-input"
        type="datetime-local"
        step="1"
        value={value}
        aria-invalid={fault !== undefined}
        onInput={(e) => set(e.currentTarget.value)}
      />
    </label>
  );
  return (
    <form
      class="op-range"
      aria-label="From and to"
      onSubmit={(event) => {
        event.preventDefault();
        control.begin();
        control.show(range);
      }}
    >
      {field("From", from, setFrom)}
      {field("To", to, setTo)}
      <button class="mw-button primary op-tool" disabled={fault !== undefined}>
        Show
      </button>
      {fault && <span class="mw-small mw-muted">{fault}</span>}
    </form>
  );
}
