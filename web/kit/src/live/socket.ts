// The live connection: one WebSocket, opened again with growing pauses when it is lost. The server sends a heartbeat
// every second; no frame for two seconds counts as lost, whatever the browser believes of the socket.

import { type Signal, signal } from "@preact/signals";
import type { UnixMs } from "kit/units";

export const kSilenceMs = 2000;
const kFirstPauseMs = 250;
const kLongestPauseMs = 5000;

/** What of the browser's WebSocket is used; injected so that tests run without one. */
export interface SocketLike {
  send(text: string): void;
  close(): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: never) => void) | null;
}

export interface Surroundings {
  open(): SocketLike;
  now(): number;
  later(action: () => void, ms: number): unknown;
  cancel(timer: unknown): void;
}

export interface LinkState {
  connected: boolean;
  /** When the last frame came, or when we began to try. */
  lastFrameAt: UnixMs;
  everConnected: boolean;
}

export class LiveSocket<Frame> {
  readonly link: Signal<LinkState>;
  private socket: SocketLike | undefined;
  private pauseMs = kFirstPauseMs;
  private retry: unknown;
  private watchdog: unknown;
  private stopped = true;

  constructor(
    private readonly around: Surroundings,
    private readonly onFrame: (frame: Frame) => void,
    private readonly onOpen: () => void,
  ) {
    this.link = signal({ connected: false, lastFrameAt: around.now() as UnixMs, everConnected: false });
  }

  start(): void {
    if (!this.stopped) return;
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.around.cancel(this.retry);
    this.around.cancel(this.watchdog);
    this.drop();
  }

  /** False when there is no connection; whoever asked asks again in onOpen. */
  send(message: unknown): boolean {
    if (!this.link.peek().connected || !this.socket) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  private connect(): void {
    const socket = this.around.open();
    this.socket = socket;
    this.watch();
    socket.onopen = () => {
      if (this.socket !== socket) return;
      this.pauseMs = kFirstPauseMs;
      this.mark(true);
      this.onOpen();
    };
    socket.onmessage = (event) => {
      if (this.socket !== socket) return;
      this.mark(true);
      this.watch();
      const frame = readFrame<Frame>(event.data);
      if (frame !== undefined) this.onFrame(frame);
    };
    socket.onclose = () => {
      if (this.socket === socket) this.lost();
    };
  }

  private mark(connected: boolean): void {
    const before = this.link.peek();
    const lastFrameAt = connected ? (this.around.now() as UnixMs) : before.lastFrameAt;
    this.link.value = { connected, lastFrameAt, everConnected: before.everConnected || connected };
  }

  private watch(): void {
    this.around.cancel(this.watchdog);
    this.watchdog = this.around.later(() => this.lost(), kSilenceMs);
  }

  private lost(): void {
    this.around.cancel(this.watchdog);
    this.around.cancel(this.retry);
    this.mark(false);
    this.drop();
    if (this.stopped) return;
    this.retry = this.around.later(() => this.connect(), this.pauseMs);
    this.pauseMs = Math.min(kLongestPauseMs, this.pauseMs * 2);
  }

  private drop(): void {
    const socket = this.socket;
    this.socket = undefined;
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}

function readFrame<Frame>(data: unknown): Frame | undefined {
  if (typeof data !== "string") return undefined;
  try {
    return JSON.parse(data) as Frame;
  } catch {
    return undefined;
  }
}

/** The browser's own surroundings, for the socket at `path` of the page's server. */
export function browserSurroundings(path: string): Surroundings {
  return {
    open: () =>
      new WebSocket(
        `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`,
      ) as unknown as SocketLike,
    now: () => Date.now(),
    later: (action, ms) => setTimeout(action, ms),
    cancel: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
  };
}
