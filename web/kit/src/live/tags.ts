// The operator application's live connection and its tags: one socket, one store, hooks for components. Alarm, command
// and authority frames are handed to whoever registered for them.

import { effect, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { ScadaFrame, TagValue } from "kit/api/operator_types";
import { link } from "kit/live/link";
import { LiveSocket, browserSurroundings } from "kit/live/socket";
import { TagStore } from "kit/live/tag_store";
import type { TagPath } from "kit/units";

type OtherFrame = Exclude<ScadaFrame, { kind: "values" | "heartbeat" }>;

const frameListeners = new Set<(frame: OtherFrame) => void>();
const openListeners = new Set<() => void>();

export const tags = new TagStore({
  // A hidden page gets no animation frames; its values must stay true all the same.
  nextFrame: (action) => (document.hidden ? setTimeout(action, 100) : requestAnimationFrame(action)),
  subscribe: (paths) => void socket.send({ subscribe: paths }),
});

const socket: LiveSocket<ScadaFrame> = new LiveSocket<ScadaFrame>(
  browserSurroundings("/api/v1/live"),
  (frame) => {
    if (frame.kind === "values") tags.receive(frame.changes);
    else if (frame.kind !== "heartbeat") frameListeners.forEach((listener) => listener(frame));
  },
  () => {
    tags.reconnected();
    openListeners.forEach((listener) => listener());
  },
);

effect(() => {
  link.value = socket.link.value;
});

export const startLive = () => socket.start();
export const stopLive = () => socket.stop();

export function onScadaFrame(listener: (frame: OtherFrame) => void): () => void {
  frameListeners.add(listener);
  return () => void frameListeners.delete(listener);
}

/** Called at every (new) connection: what was missed is fetched. */
export function onLiveOpen(listener: () => void): void {
  openListeners.add(listener);
}

/** The tag's signal; the tag is subscribed while the component is on screen. */
export function useTag(path: TagPath | undefined): ReadonlySignal<TagValue | undefined> | undefined {
  useEffect(() => (path === undefined ? undefined : tags.retain([path])), [path]);
  return path === undefined ? undefined : tags.value(path);
}
