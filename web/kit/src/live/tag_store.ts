// Current values, one signal a tag. A tag is subscribed while something on screen shows it. Changes that arrive between
// two animation frames are applied together, the newest of each tag alone.

import { type Signal, batch, signal } from "@preact/signals";
import type { TagValue } from "kit/api/operator_types";
import type { TagPath } from "kit/units";

export interface TagStoreSurroundings {
  /** Runs the action before the next paint; requestAnimationFrame in a browser. */
  nextFrame(action: () => void): void;
  /** Sends the whole list of what is wanted; it replaces the list before. */
  subscribe(paths: TagPath[]): void;
}

interface Slot {
  signal: Signal<TagValue | undefined>;
  users: number;
}

export type ValueListener = (change: TagValue) => void;

export class TagStore {
  private readonly slots = new Map<TagPath, Slot>();
  private readonly pending = new Map<TagPath, TagValue>();
  private readonly listeners = new Map<TagPath, Set<ValueListener>>();
  private frameAsked = false;
  private subscriptionAsked = false;
  private subscribed = "";

  constructor(private readonly around: TagStoreSurroundings) {}

  /** The tag's signal. Reading it subscribes nobody: that is retain()'s part. */
  value(path: TagPath): Signal<TagValue | undefined> {
    return this.slot(path).signal;
  }

  /** Something on screen shows these tags until the returned function is called. */
  retain(paths: readonly TagPath[]): () => void {
    for (const path of paths) this.slot(path).users += 1;
    this.askSubscription();
    let released = false;
    return () => {
      if (released) return;
      released = true;
      for (const path of paths) this.slot(path).users -= 1;
      this.askSubscription();
    };
  }

  /** Every applied change of the tag, for what needs more than the newest value. */
  listen(path: TagPath, listener: ValueListener): () => void {
    const all = this.listeners.get(path) ?? new Set();
    this.listeners.set(path, all.add(listener));
    return () => void all.delete(listener);
  }

  /** Takes a frame's changes; they are seen at the next animation frame. */
  receive(changes: readonly TagValue[]): void {
    for (const change of changes) this.pending.set(change.path, change);
    if (this.frameAsked) return;
    this.frameAsked = true;
    this.around.nextFrame(() => this.apply());
  }

  /** A new connection knows nothing of us: everything wanted is asked for again. */
  reconnected(): void {
    this.subscribed = "";
    this.askSubscription();
  }

  wanted(): TagPath[] {
    return [...this.slots]
      .filter(([, slot]) => slot.users > 0)
      .map(([path]) => path)
      .sort();
  }

  private slot(path: TagPath): Slot {
    let slot = this.slots.get(path);
    if (!slot) {
      slot = { signal: signal<TagValue | undefined>(undefined), users: 0 };
      this.slots.set(path, slot);
    }
    return slot;
  }

  private apply(): void {
    this.frameAsked = false;
    const changes = [...this.pending.values()];
    this.pending.clear();
    batch(() => {
      for (const change of changes) {
        const slot = this.slots.get(change.path);
        if (slot) slot.signal.value = change;
        this.listeners.get(change.path)?.forEach((listener) => listener(change));
      }
    });
  }

  private askSubscription(): void {
    if (this.subscriptionAsked) return;
    this.subscriptionAsked = true;
    this.around.nextFrame(() => {
      this.subscriptionAsked = false;
      const paths = this.wanted();
      const text = paths.join("\n");
      if (text === this.subscribed) return;
      this.subscribed = text;
      this.around.subscribe(paths);
    });
  }
}
