// What must hold while processes are killed at random and the loop runs. Used by kills.test.mjs (a few) and by
// `scripts/kills` (thirty on each backend).
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { Line, until } from "../support/line.mjs";
import { Watch } from "../support/plc.mjs";

const run = promisify(execFile);

/** A small seeded generator (mulberry32), so that a failing run can be repeated. */
export function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Any tag of a unit that is served Good though its source time is older than allowed. */
async function staleButGood(line, oldestMs) {
  const tags = await line.operator.read("/api/v1/tags?under=line1/pasteurizer/temperature");
  return tags.filter((tag) => tag.quality === "Good" && Date.now() - Date.parse(tag.time) > oldestMs);
}

async function killOne(line, name) {
  const child = await until(
    `${name} runs`,
    async () => (await line.children()).find((one) => one.name.startsWith(name)),
    15_000,
  );
  process.kill(child.pid, "SIGKILL");
  return until(
    `${name} is back`,
    async () => (await line.children()).some((one) => one.name.startsWith(name) && one.pid !== child.pid),
    10_000,
  );
}

/**
 * Kills `count` processes while drifts come and go. Returns what was seen; throws when a promise is broken.
 * `say` gets a line now and then.
 */
export async function underKills({ count, seed, servers, name, say }) {
  const random = seeded(seed);
  const line = await Line.start({ name, ...servers.urls });
  const watch = new Watch(line.base + 10, 20);
  const issued = new Map(); // command id → not_after, as SCADA recorded it
  try {
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
    const victims = ["millwright-scad", "millwright-brid", "millwright-mes", "millwright-plc"];
    const tally = {};
    for (let i = 0; i < count; ++i) {
      await line.fault("control_sensor_drift", i % 2 === 0).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 1500 + random() * 9000));
      const victim = victims[Math.floor(random() * victims.length)];
      tally[victim] = (tally[victim] ?? 0) + 1;
      const killed = Date.now();
      await killOne(line, victim);
      say?.(`${i + 1}: ${victim} killed, back after ${Date.now() - killed} ms`);
      if (victim === "millwright-plc")
        assert.deepEqual(await until("SCADA answers", () => staleButGood(line, 1000), 10_000), [], "stale but Good");
    }
    await line.fault("control_sensor_drift", false);
    await until("SCADA is ready", async () => (await line.operator.get("/health/ready")).status === 200, 30_000);
    await until("the MES is ready", async () => (await line.mes.get("/health/ready")).status === 200, 30_000);
    await until(
      "the temperature is normal and Good",
      async () => {
        const tag = await line.tag("line1/pasteurizer/temperature");
        return tag.quality === "Good" && tag.value < 80;
      },
      120_000,
    );

    const commands = await until(
      "every command has its outcome",
      async () => {
        const all = await line.operator.read("/api/v1/commands?limit=1000");
        return all.every((command) => command.state !== "accepted") && all;
      },
      60_000,
    );
    for (const command of commands) issued.set(command.id.replaceAll("-", ""), command);
    for (const [id, echo] of watch.echoes) {
      const command = issued.get(id);
      assert.ok(command, `the PLC took ${id}, which SCADA has no record of`);
      assert.equal(echo.count, 1, `the PLC took ${id} ${echo.count} times`);
      if (echo.result === 1)
        assert.ok(echo.time <= Date.parse(command.not_after) + 1, `${id} was taken after its deadline`);
      if (echo.result === 1)
        assert.ok(
          ["completed", "timed_out", "outcome_unknown"].includes(command.state),
          `${id} was taken and is called ${command.state}`,
        );
    }
    // Every command of the MES has come back to it, and every deviation's chain is in order.
    const workflows = await until(
      "no workflow waits for a result",
      async () => {
        const all = await line.mes.read("/api/v1/workflows");
        return all.every((workflow) => workflow.state !== "running") && all;
      },
      180_000,
    );
    const deviations = await line.mes.read("/api/v1/deviations");
    assert.ok(deviations.length > 0, "no drift was noticed at all");
    const ids = commands.map((command) => command.id);
    assert.equal(new Set(ids).size, ids.length, "a command id is listed twice");
    return {
      tally,
      commands: commands.length,
      deviations: deviations.length,
      workflows: workflows.length,
      unknown: commands.filter((command) => command.state === "outcome_unknown").length,
    };
  } finally {
    await watch.stop();
    const { code } = await line.stop();
    assert.equal(code, 0, "millwright up ends with 0");
    const { stdout } = await run("ps", ["-eo", "pid,args"]);
    const left = stdout.split("\n").filter((row) => row.includes(line.data) && row.includes("millwright"));
    assert.deepEqual(left, [], `processes are left in ${path.basename(line.data)}`);
  }
}
