// The loop, many times: from the crossing in the PLC to the new set-point in the PLC, read from the PLC itself by
// Modbus; physics and the rule's own two seconds left out.
// Usage: node tests/bench/loop.mjs [--loops 50] [--backend embedded|rabbitmq-postgresql]
import { parseArgs } from "node:util";
import { backends } from "../support/backends.mjs";
import { Line, until } from "../support/line.mjs";
import { Watch } from "../support/plc.mjs";
import { percentile, table } from "../support/statistics.mjs";

const limit = 80;
const ruleMs = 2000;
const { values: options } = parseArgs({
  options: { loops: { type: "string", default: "50" }, backend: { type: "string", default: "embedded" } },
});
const backend = backends.find((one) => one.name === options.backend);
if (!backend) throw new Error(`--backend is one of ${backends.map((one) => one.name).join(", ")}`);

/** The first moment at which it may have been beyond the limit: that of a scan not seen in between, if there is one. */
function crossing(before, scan) {
  const unseen = before ? scan.scanCounter - before.scanCounter - 1 : 0;
  return unseen > 0 ? before.scanTime + (scan.scanTime - before.scanTime) / (unseen + 1) : scan.scanTime;
}

/** The source time at which the limit was violated without a break for the rule's duration, and the crossing. */
function ruleFull(scans, from) {
  let since;
  for (const [i, scan] of scans.entries()) {
    if (scan.scanTime < from) continue;
    if (scan.temperature <= limit) since = undefined;
    else since ??= crossing(scans[i - 1], scan);
    if (since !== undefined && scan.scanTime - since >= ruleMs) return { crossed: since, full: since + ruleMs };
  }
  return undefined;
}

async function once(line, watch, number) {
  const recipe = (await line.tag("line1/pasteurizer/temperature_setpoint")).value;
  const from = watch.scans.at(-1).scanTime;
  await line.fault("control_sensor_drift", true);
  const down = await until(
    `loop ${number}: the set-point is down`,
    () => watch.scans.find((scan) => scan.scanTime > from && scan.setpoint < recipe - 0.5),
    60_000,
    10,
  );
  const full = ruleFull(watch.scans, from);
  await line.fault("control_sensor_drift", false);
  await until(
    `loop ${number}: the recipe's set-point is back`,
    () => Math.abs(watch.scans.at(-1).setpoint - recipe) < 0.05 && watch.scans.at(-1).temperature < limit - 1,
    150_000,
    50,
  );
  await until(
    `loop ${number}: no workflow runs`,
    async () => (await line.mes.read("/api/v1/workflows")).every((workflow) => workflow.state !== "running"),
    60_000,
    100,
  );
  watch.scans.splice(0, watch.scans.length - 1);
  return { total: down.echoTime - full.crossed, beyond: down.echoTime - full.full };
}

async function hopsOf(line) {
  const hops = new Map();
  for (const { id } of await line.mes.read("/api/v1/deviations")) {
    const { chain } = await line.mes.read(`/api/v1/deviations/${id}`);
    const first = new Map();
    for (const hop of chain) if (!first.has(hop.place)) first.set(hop.place, Date.parse(hop.time));
    const order = [...first].sort((a, b) => a[1] - b[1]);
    for (let i = 1; i < order.length; ++i) {
      const name = `${order[i - 1][0]} → ${order[i][0]}`;
      hops.set(name, [...(hops.get(name) ?? []), order[i][1] - order[i - 1][1]]);
    }
  }
  return hops;
}

const servers = await backend.start();
const line = await Line.start({ name: `bench-loop-${backend.name}`, ...servers.urls });
const watch = new Watch(line.base + 10, 15);
try {
  await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  await until("the PLC is watched", () => watch.scans.length > 10);
  const beyond = [];
  for (let i = 1; i <= Number(options.loops); ++i) {
    const result = await once(line, watch, i);
    beyond.push(result.beyond);
    console.error(`loop ${i}: ${result.beyond.toFixed(0)} ms beyond the rule`);
  }
  console.log(`\nbackend ${backend.name}, ${beyond.length} loops: crossing to new set-point in the PLC, less the 2 s`);
  console.log(
    table(
      ["figure", "ms"],
      [
        ["p50", percentile(beyond, 0.5).toFixed(0)],
        ["p99", percentile(beyond, 0.99).toFixed(0)],
        ["max", Math.max(...beyond).toFixed(0)],
      ],
    ),
  );
  const hops = await hopsOf(line);
  console.log(
    "\n" +
      table(
        ["hop", "p50 ms", "p99 ms", "n"],
        [...hops]
          .filter(([, all]) => all.length > beyond.length / 2)
          .map(([name, all]) => [name, percentile(all, 0.5), percentile(all, 0.99), all.length]),
      ),
  );
} finally {
  await watch.stop();
  await line.stop();
  await servers.stop();
}
