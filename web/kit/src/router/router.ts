// Where we are: the address is the state. Every page, tab and drawer has an address, and the back button works.

import { computed, signal } from "@preact/signals";

const address = signal(read());

function read(): string {
  return location.pathname + location.search;
}

window.addEventListener("popstate", () => (address.value = read()));

export const url = computed(() => new URL(address.value, location.origin));
export const path = computed(() => url.value.pathname);

/** Path segments, decoded. */
export const segments = computed(() => path.value.split("/").filter(Boolean).map(decodeURIComponent));

export function query(name: string): string | undefined {
  return url.value.searchParams.get(name) ?? undefined;
}

/** Goes to `to`; `replace` leaves no trace in the history. */
export function go(to: string, replace = false): void {
  if (to === read()) return;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  const samePage = new URL(to, location.origin).pathname === path.peek();
  address.value = read();
  if (!samePage) document.querySelector(".mw-page")?.scrollTo(0, 0);
}

/** The present address with some query parameters changed; undefined removes one. */
export function withQuery(changes: Record<string, string | undefined>): string {
  const next = new URL(url.value);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === "") next.searchParams.delete(name);
    else next.searchParams.set(name, value);
  }
  return next.pathname + next.search;
}

/** Follows plain clicks on links of our own without loading the page anew. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const anchor = (event.target as Element | null)?.closest("a");
  if (!anchor || anchor.target || anchor.origin !== location.origin || anchor.hasAttribute("download")) return;
  if (anchor.pathname.startsWith("/api/")) return;
  event.preventDefault();
  go(anchor.pathname + anchor.search);
});
