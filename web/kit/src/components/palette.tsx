// Ctrl-K finds anything that has an address.

import { type ReadonlySignal, signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { go } from "kit/router/router";

export interface Destination {
  label: string;
  kind: string;
  href: string;
}

const open = signal(false);
export const paletteOpen: ReadonlySignal<boolean> = open;
export const openPalette = () => (open.value = true);

window.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    open.value = !open.peek();
  }
});

/** Every word of the query must occur; labels that begin with it come first. */
export function matching(all: readonly Destination[], query: string, most = 12): Destination[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = all.filter((d) => words.every((w) => `${d.label} ${d.kind} ${d.href}`.toLowerCase().includes(w)));
  const first = words[0] ?? "";
  const rank = (d: Destination) => (d.label.toLowerCase().startsWith(first) ? 0 : 1);
  return [...fits].sort((a, b) => rank(a) - rank(b)).slice(0, most);
}

interface PaletteProps {
  destinations: () => Destination[];
  /** What may be looked for, as examples. */
  hint: string;
}

export function Palette({ destinations, hint }: PaletteProps) {
  return open.value ? <OpenPalette all={destinations()} hint={hint} /> : null;
}

const optionId = (index: number) => `mw-found-${index}`;

function OpenPalette({ all, hint }: { all: Destination[]; hint: string }) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const found = matching(all, query);
  const close = () => (open.value = false);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    return () => before?.focus?.();
  }, []);
  const follow = (d: Destination | undefined) => {
    close();
    if (d) go(d.href);
  };
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" }), [at]);
  const onKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") close();
    else if (event.key === "Enter") follow(found[at]);
    else if (event.key === "ArrowDown") setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, at - 1));
    else if (event.key !== "Tab") return;
    event.preventDefault();
  };
  return (
    <div class="mw-palette" onClick={(e) => e.target === e.currentTarget && close()}>
      <div role="dialog" aria-label="Find">
        <input
          ref={(element) => element?.focus()}
          placeholder={hint}
          role="combobox"
          aria-expanded="true"
          aria-controls="mw-found"
          aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
          value={query}
          onInput={(e) => {
            setQuery(e.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKey}
          aria-label="Find"
        />
        <ul role="listbox" id="mw-found">
          {found.map((d, i) => (
            <li
              key={d.href + d.label}
              id={optionId(i)}
              role="option"
              aria-selected={i === at}
              onClick={() => follow(d)}
              onMouseMove={() => setAt(i)}
            >
              <span>{d.label}</span>
              <span>{d.kind}</span>
            </li>
          ))}
          {found.length === 0 && <li class="mw-muted">Nothing by that name. Try fewer words.</li>}
        </ul>
      </div>
    </div>
  );
}
