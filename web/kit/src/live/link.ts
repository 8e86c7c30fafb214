// The state of the connection for everything on screen. While it is lost, the root carries data-link="lost" and every
// value is grey by style alone: nothing has to repaint to say so.

import { effect, signal } from "@preact/signals";
import type { LinkState } from "kit/live/socket";
import type { UnixMs } from "kit/units";

export const link = signal<LinkState>({ connected: false, lastFrameAt: Date.now() as UnixMs, everConnected: false });

effect(() => {
  const { connected, everConnected } = link.value;
  document.documentElement.dataset.link = connected ? "up" : everConnected ? "lost" : "opening";
});
