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
    if (frame.kind === "values") this.changes.push(...frame.changes);
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
