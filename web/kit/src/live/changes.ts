// The MES application's live connection: frames say what changed, and whatever is on screen about it is fetched again.

import { effect } from "@preact/signals";
import type { MesFrame } from "kit/api/mes_types";
import { refreshShown } from "kit/api/resource";
import { link } from "kit/live/link";
import { LiveSocket, browserSurroundings } from "kit/live/socket";

const kGatherMs = 120;
const changed = new Set<string>();
let timer: ReturnType<typeof setTimeout> | undefined;

function gather(topic: string): void {
  changed.add(topic);
  timer ??= setTimeout(() => {
    timer = undefined;
    for (const each of changed) refreshShown(each);
    changed.clear();
  }, kGatherMs);
}

const socket = new LiveSocket<MesFrame>(
  browserSurroundings("/api/v1/live"),
  (frame) => {
    if (frame.kind === "changed") gather(frame.what);
  },
  () => refreshShown(),
);

effect(() => {
  link.value = socket.link.value;
});

export const startLive = () => socket.start();
export const stopLive = () => socket.stop();
