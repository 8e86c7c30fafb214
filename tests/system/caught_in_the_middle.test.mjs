// SCADA dies with a command on the wire: the device has it, and the answer reaches nobody. After the restart nothing is
// sent again; the device's echo tells what became of it, and where it cannot, SCADA says that it does not know.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { FakePlc } from "../support/fake_plc.mjs";
import { until } from "../support/line.mjs";
import { install, startScada } from "../support/processes.mjs";

const kNever = 60_000; // a deadline that is not what ends these

describe("a command caught in the middle", { timeout: 120_000 }, () => {
  let data, plc, scada;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-middle-"));
    await install(data, "caught-install");
    plc = await FakePlc.start();
    plc.onScan = () => plc.float("filler", 28, 2);
  });
  after(async () => {
    await scada?.stop();
    await plc?.stop();
    await rm(data, { recursive: true, force: true });
  });

  const alarms = async () => (await scada.operator.read("/api/v1/alarms?state=active")).map((one) => one.id);
  const written = (id) => plc.commands.filter((command) => command.id === id.replaceAll("-", ""));
  async function start() {
    scada = await startScada(data, "middle", `127.0.0.1:${plc.port}`);
    await until(
      "the filler's values are Good",
      async () => (await scada.operator.read("/api/v1/tags?under=line1/filler/pressure"))[0].quality === "Good",
    );
  }

  /** Asks for a speed, and kills SCADA while the device takes it; `echo` is what the device does then. */
  async function killedWhileWriting(speed, echo) {
    await start();
    const id = crypto.randomUUID();
    const taken = new Promise((resolve) => {
      plc.onTake = () => {
        scada.child.kill("SIGKILL"); // before the answer is on the wire
        plc.onTake = undefined;
        resolve();
        return echo;
      };
    });
    const asked = scada.operator
      .post("/api/v1/commands", {
        id,
        equipment: "line1/filler",
        command: "set_speed",
        parameters: { value: speed },
        reason: "a test of what nobody saw",
        not_after: new Date(Date.now() + kNever).toISOString(),
      })
      .catch(() => undefined); // its answer may be lost, too
    await taken;
    await asked;
    assert.equal((await scada.exited).signal, "SIGKILL");
    await start();
    return id;
  }
  const outcome = (id) =>
    until("the command has its outcome", async () => {
      const command = await scada.operator.read(`/api/v1/commands/${id}`);
      return command.state !== "accepted" && command;
    });

  test("the echo shows it: completed, and written once", async () => {
    const id = await killedWhileWriting(150);
    assert.equal((await outcome(id)).state, "completed");
    assert.equal(written(id).length, 1);
    assert.deepEqual(
      (await alarms()).filter((one) => one.includes("outcome_unknown")),
      [],
    );
    await scada.stop();
  });

  test("no echo tells: the outcome is unknown, with an alarm, and nothing is sent again", async () => {
    const id = await killedWhileWriting(160, "no echo");
    assert.equal((await outcome(id)).state, "outcome_unknown");
    await until("the alarm is there", async () =>
      (await scada.operator.read("/api/v1/alarms")).some((one) => one.id === "line1/filler/outcome_unknown"),
    );
    const scans = plc.scans;
    await until("twenty scans later", () => plc.scans > scans + 20);
    assert.equal(written(id).length, 1);
    const again = await scada.operator.post("/api/v1/commands", {
      id,
      equipment: "line1/filler",
      command: "set_speed",
      parameters: { value: 160 },
      reason: "the same id again",
    });
    assert.deepEqual([again.body.state, again.body.reason], ["rejected", "duplicate_differs"]);
    assert.equal((await outcome(id)).state, "outcome_unknown", "what was said stays said");
    assert.equal(written(id).length, 1);
  });
});
