// Small pieces of text that recur: a number with its unit, a time, an empty page, a fault, a bar while loading.

import type { ComponentChildren } from "preact";
import { formatNumber } from "kit/format/number";
import { absoluteTime, parseUtc, relativeTime } from "kit/format/time";
import { now } from "kit/live/clock";
import type { UtcText } from "kit/units";

export function Quantity({ value, unit, decimals = 0 }: { value: number; unit?: string; decimals?: number }) {
  return (
    <span class="mw-num mw-live">
      {formatNumber(value, decimals)}
      {unit ? <span class="mw-unit">{unit}</span> : null}
    </span>
  );
}

interface TimeProps {
  at: UtcText | null | undefined;
  relative?: boolean;
  /** What was planned is told to the minute. */
  minutes?: boolean;
}

/** A time, absolute with the relative in its hover, or the other way round. */
export function Time({ at, relative, minutes }: TimeProps) {
  const ms = parseUtc(at);
  const exact = absoluteTime(ms, now.value);
  const absolute = minutes ? exact.replace(/(:\d\d):\d\d$/, "$1") : exact;
  const away = relativeTime(ms, now.value);
  return (
    <time class="mw-num" dateTime={at ?? ""} title={relative ? absolute : away}>
      {relative ? away : absolute}
    </time>
  );
}

export function Empty({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <div class="mw-empty">
      <strong>{title}</strong>
      <p>{children}</p>
    </div>
  );
}

export function Fault({ children }: { children: ComponentChildren }) {
  return (
    <p class="mw-fault" role="alert">
      {children}
    </p>
  );
}

/** Appears only after 200 ms: what is quicker needs no bar. */
export function Loading({ what }: { what: string }) {
  return (
    <div role="status" aria-label={what}>
      <div class="mw-loading" />
    </div>
  );
}

export function Panel(props: { title: string; end?: ComponentChildren; flush?: boolean; children: ComponentChildren }) {
  return (
    <section class="mw-panel">
      <header>
        <h2>{props.title}</h2>
        {props.end}
      </header>
      {props.flush ? props.children : <div class="body">{props.children}</div>}
    </section>
  );
}

export function PageHead({
  title,
  children,
  end,
}: {
  title: string;
  children?: ComponentChildren;
  end?: ComponentChildren;
}) {
  return (
    <header class="mw-page-head">
      <h1>{title}</h1>
      {children}
      {end ? <div class="end">{end}</div> : null}
    </header>
  );
}
