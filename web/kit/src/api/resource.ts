// A fetched thing that a page shows: kept while any component shows it, fetched again when the server says it changed
// or the connection comes back. What was last known stays on screen while it is fetched again.

import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ApiError, api, sentenceOf } from "kit/api/client";

export interface Fetched<T> {
  data: T | undefined;
  error: string | undefined;
  /** 404: the thing is not there, which is not a fault of the connection. */
  missing: boolean;
}

interface Entry {
  signal: Signal<Fetched<unknown>>;
  topics: Set<string>;
  users: number;
  running: boolean;
  again: boolean;
}

const entries = new Map<string, Entry>();

function entryOf(path: string): Entry {
  let entry = entries.get(path);
  if (!entry) {
    const nothing: Fetched<unknown> = { data: undefined, error: undefined, missing: false };
    entry = { signal: signal(nothing), topics: new Set(), users: 0, running: false, again: false };
    entries.set(path, entry);
  }
  return entry;
}

async function refresh(path: string, entry: Entry): Promise<void> {
  if (entry.running) {
    entry.again = true;
    return;
  }
  entry.running = true;
  try {
    entry.signal.value = { data: await api.get(path), error: undefined, missing: false };
  } catch (cause) {
    const missing = cause instanceof ApiError && cause.status === 404;
    entry.signal.value = { data: missing ? undefined : entry.signal.peek().data, error: sentenceOf(cause), missing };
  } finally {
    entry.running = false;
  }
  if (entry.again) {
    entry.again = false;
    void refresh(path, entry);
  }
}

/** Fetches again whatever is on screen and about `topic`; without a topic, everything on screen. */
export function refreshShown(topic?: string): void {
  for (const [path, entry] of entries) {
    if (entry.users > 0 && (topic === undefined || entry.topics.has(topic))) void refresh(path, entry);
  }
}

/** The thing at `path`, fetched again when one of `topics` changes and every `everyMs`, if given. */
export function useResource<T>(path: string | undefined, topics: readonly string[] = [], everyMs?: number): Fetched<T> {
  const entry = entryOf(path ?? "");
  useEffect(() => {
    if (path === undefined) return undefined;
    for (const topic of topics) entry.topics.add(topic);
    entry.users += 1;
    void refresh(path, entry);
    const timer = everyMs === undefined ? undefined : setInterval(() => void refresh(path, entry), everyMs);
    return () => {
      entry.users -= 1;
      if (timer !== undefined) clearInterval(timer);
      if (entry.users === 0) entries.delete(path);
    };
  }, [path]);
  return entry.signal.value as Fetched<T>;
}
