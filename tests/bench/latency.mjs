// What an operator feels: a change in the PLC → the frame in the browser's socket; a click → the register in the PLC.
// Usage: node tests/bench/latency.mjs [--samples 500] [--clicks 200]
import { parseArgs } from "node:util";
import WebSocket from "ws";
import { Line, until } from "../support/line.mjs";
import { Plc } from "../support/plc.mjs";
import { percentile, table } from "../support/statistics.mjs";

const pollMs = 100;
const { values: options } = parseArgs({
  options: { samples: { type: "string", default: "500" }, clicks: { type: "string", default: "200" } },
});

/** Source time of the change in the PLC (its scan) to the arrival of the frame that carries it. */
async function changes(line, count) {
  const all = [];
  const socket = new WebSocket(line.operator.url.replace("http", "ws") + "/api/v1/live", {
    headers: { authorization: `Bearer ${line.operator.token}` },
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  let first = true;
  socket.on("message", (data) => {
    const now = performance.timeOrigin + performance.now();
    const frame = JSON.parse(data);
    if (frame.kind !== "values") return;
    if (!first) for (const change of frame.changes) all.push(now - Date.parse(change.time));
    first = false;
  });
  socket.send(JSON.stringify({ subscribe: ["line1/pasteurizer/temperature"] }));
  await until(`${count} changes came`, () => all.length >= count, 600_000);
  socket.close();
  return all.slice(0, count);
}

/** Sending of the request to the PLC's own stamp of having taken the command block. */
async function clicks(line, count) {
  const plc = await Plc.connect(line.base + 10);
  const all = [];
  for (let i = 0; i < count; ++i) {
    const before = (await plc.block("filler")).echoId;
    const clicked = performance.timeOrigin + performance.now();
    const answer = await line.command("line1/filler", "set_speed", { value: 200 + (i % 20) });
    if (answer.body.state !== "accepted") throw new Error(JSON.stringify(answer.body));
    const block = await until(
      "the PLC took it",
      async () => {
        const now = await plc.block("filler");
        return now.echoId !== before && now;
      },
      5_000,
      2,
    );
    all.push(block.echoTime - clicked);
    await until(
      "it is done",
      async () => (await line.operator.read(`/api/v1/commands/${answer.body.id}`)).state !== "accepted",
      10_000,
      10,
    );
  }
  await plc.close();
  return all;
}

const line = await Line.start({ name: "bench-latency" });
try {
  await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  const row = (name, all, beyond) => [
    name,
    all.length,
    ...[0.5, 0.99].map((p) => percentile(all, p).toFixed(1)),
    (percentile(all, 0.99) - beyond).toFixed(1),
  ];
  console.log(
    table(
      ["figure", "n", "p50 ms", "p99 ms", "p99 beyond the poll"],
      [
        row(`PLC change → WebSocket (${pollMs} ms poll)`, await changes(line, Number(options.samples)), pollMs),
        row("click → PLC register (no poll in it)", await clicks(line, Number(options.clicks)), 0),
      ],
    ),
  );
} finally {
  await line.stop();
}
