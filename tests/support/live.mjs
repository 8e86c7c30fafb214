// The operator application's WebSocket as a script uses it: everything that came for some paths, in order.
import WebSocket from "ws";
import { until } from "./line.mjs";

export class Live {
  static async open(api, paths) {
    const live = new Live();
    live.changes = [];
    live.alarms = [];
    live.errors = [];
    live.socket = new WebSocket(`${api.url.replace("http", "ws")}/api/v1/live`, {
      headers: { authorization: `Bearer ${api.token}` },
    });
    live.socket.on("message", (data) => live.take(JSON.parse(data)));
    await new Promise((resolve, reject) => live.socket.once("open", resolve).once("error", reject));
    live.socket.send(JSON.stringify({ subscribe: paths }));
    await until("the first values came", () => live.changes.length > 0);
    return live;
  }
  take(frame) {
    const received = Date.now();
    if (frame.kind === "values") this.changes.push(...frame.changes.map((change) => ({ ...change, received })));
    if (frame.kind === "alarm") this.alarms.push(frame.alarm);
    if (frame.kind === "error") this.errors.push(frame.message);
  }
  of(path) {
    return this.changes.filter((change) => change.path === path);
  }
  last(path) {
    return this.changes.findLast((change) => change.path === path);
  }
  async close() {
    const closed = new Promise((resolve) => this.socket.once("close", resolve));
    this.socket.close();
    await closed;
  }
}

/** When one tag was not seen with a Good value: `blind` is [{from, to}]. Comes back by itself when SCADA was away. */
export class Sight {
  constructor(api, path) {
    this.blind = [];
    this.lost = Date.now();
    this.api = api;
    this.path = path;
    this.open();
  }
  open() {
    if (this.stopped) return;
    this.socket = new WebSocket(`${this.api.url.replace("http", "ws")}/api/v1/live`, {
      headers: { authorization: `Bearer ${this.api.token}` },
    });
    this.socket.on("open", () => this.socket.send(JSON.stringify({ subscribe: [this.path] })));
    this.socket.on("message", (data) => this.take(JSON.parse(data)));
    this.socket.on("error", () => undefined); // "close" comes after it
    this.socket.on("close", () => {
      this.lost ??= Date.now();
      setTimeout(() => this.open(), 50);
    });
  }
  take(frame) {
    if (frame.kind !== "values") return;
    for (const { path, quality, time } of frame.changes) {
      if (path !== this.path) continue;
      if (quality !== "Good") this.lost ??= Date.parse(time);
      else if (this.lost !== undefined) {
        this.blind.push({ from: this.lost, to: Math.max(this.lost, Date.parse(time)) });
        this.lost = undefined;
      }
    }
  }
  stop() {
    this.stopped = true;
    this.socket.close();
  }
}
