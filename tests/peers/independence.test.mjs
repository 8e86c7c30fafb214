// The line does not need the MES: with it stopped the line runs, alarms and obeys its operator. On the MES's return
// everything catches up, to the piece, and what is over is recorded, and nothing is done.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { until } from "../support/line.mjs";
import { Plc } from "../support/plc.mjs";
import { ByHand, install } from "../support/processes.mjs";

const kStopped = 2;
const kExecute = 6;

describe("a line without its MES", () => {
  let data, plant, plc, before_;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-alone-"));
    await install(data, "peer-independence-install");
    plant = new ByHand(data);
    for (const name of ["plc", "scada", "bridge", "mes"]) await plant.start(name);
    plc = await Plc.connect(plant.base + 10);
    await until("the line runs", async () => (await plant.tag("line1/filler/state"))?.value === kExecute, 60_000);
    before_ = await stand();
    await plant.stop("mes");
  });
  after(async () => {
    await plc?.close();
    await plant?.stopAll();
    await rm(data, { recursive: true, force: true });
  });

  /** What the PLC counts with every unit stopped, so that the figures stand still. */
  async function counted() {
    await plant.obey("line1", "stop");
    await until("the palletizer stands", async () => (await plc.block("palletizer")).state === kStopped);
    const palletizer = await plc.block("palletizer");
    const filler = await plc.block("filler");
    return { good: palletizer.uint32(26), scrap: filler.uint32(32), pallets: palletizer.uint32(28) };
  }
  const order = async () => (await plant.mes.read("/api/v1/orders")).find((one) => one.state === "Running");

  /** The running order's counts, once the MES knows what the PLC counts; then the line is started again. */
  async function stand() {
    const plcCounts = await counted();
    await until("the MES has counted all", async () => {
      const palletizer = (await plant.mes.read("/api/v1/equipment")).find((one) => one.path === "line1/palletizer");
      return palletizer?.good === plcCounts.good;
    });
    let last;
    const { good, scrap } = await until(
      "the order's counts stand",
      async () => {
        const now = await order();
        const same = last && last.good === now.good && last.scrap === now.scrap;
        last = now;
        return same && now;
      },
      30_000,
      1_500,
    );
    await plant.obey("line1", "start");
    return { plc: plcCounts, order: { good, scrap } };
  }

  test("the line goes on filling", async () => {
    const from = (await plc.block("palletizer")).uint32(26);
    await until("fifty bottles more", async () => (await plc.block("palletizer")).uint32(26) >= from + 50, 120_000);
    assert.equal((await plant.operator.get("/health/ready")).status, 200);
  });

  test("it obeys its operator", async () => {
    assert.equal((await plant.obey("line1/filler", "stop")).state, "completed");
    assert.equal((await plant.tag("line1/filler/state")).value, kStopped);
    assert.equal((await plant.obey("line1/filler", "start")).state, "completed");
    assert.equal((await plant.obey("line1/filler", "set_speed", 220)).state, "completed");
    assert.equal((await plc.block("filler")).float(26), 220);
  });

  test("it alarms, and its operator brings an overheated product back by hand", async () => {
    const id = "line1/pasteurizer/temperature/high";
    await plant.fault("control_sensor_drift", true);
    await until(
      "the alarm is raised",
      async () => (await plant.operator.read("/api/v1/alarms?state=active")).some((one) => one.id === id),
      60_000,
    );
    const acknowledged = await plant.operator.post(`/api/v1/alarms/${encodeURIComponent(id)}/acknowledge`, {
      comment: "by hand",
    });
    assert.equal(acknowledged.status, 200, JSON.stringify(acknowledged.body));
    // The rule's two seconds pass before the operator acts: the bridge has raised its event by then.
    await until("it is hot for three seconds", async () => {
      const { samples } = await plant.operator.read("/api/v1/history?tag=line1/pasteurizer/temperature");
      const cool = samples.findLast((sample) => sample.value <= 80);
      return Date.parse(samples.at(-1).time) - Date.parse(cool.time) > 3_000;
    });
    assert.equal((await plant.obey("line1/pasteurizer", "set_temperature", 72)).state, "completed");
    await until(
      "it is below the limit",
      async () => (await plant.tag("line1/pasteurizer/temperature")).value < 79,
      60_000,
    );
    await plant.fault("control_sensor_drift", false);
    assert.equal((await plant.obey("line1/pasteurizer", "set_temperature", 76)).state, "completed");
  });

  test("on the MES's return every piece is counted", async () => {
    const now = await counted();
    assert.ok(now.good > before_.plc.good);
    await plant.start("mes");
    const wanted = {
      good: before_.order.good + now.good - before_.plc.good,
      scrap: before_.order.scrap + now.scrap - before_.plc.scrap,
    };
    let last;
    await until(
      `the order counts ${JSON.stringify(wanted)}`,
      async () => {
        last = await order();
        return last.good >= wanted.good && last.scrap >= wanted.scrap;
      },
      60_000,
    ).catch((error) => assert.fail(`${error.message}; it has ${last.good} and ${last.scrap}`));
    assert.deepEqual({ good: last.good, scrap: last.scrap }, wanted);
    const known = (await plant.mes.read("/api/v1/equipment")).find((one) => one.path === "line1/palletizer");
    assert.equal(known.state, "Stopped", "the MES knows the line's present state");
  });

  test("and what happened meanwhile is recorded with its lots, and nothing is done about it", async () => {
    const deviation = await until("the deviation is on record", async () =>
      (await plant.mes.read("/api/v1/deviations")).find((one) => one.rule === "HIGH_TEMP"),
    );
    assert.notEqual(deviation.state, "open", "it was over before the MES came back");
    assert.ok(deviation.lots.length > 0, "what was in the pasteurizer is held");
    assert.ok((await plant.mes.read("/api/v1/holds")).length > 0);
    // An event of half a minute's age may still be asked about; what no longer holds is refused below.
    const asked = await until("nothing of it is open", async () => {
      const commands = (await plant.operator.read("/api/v1/commands?limit=1000")).filter(
        (command) => command.requester !== "admin",
      );
      return commands.every((command) => command.state !== "accepted") && commands;
    });
    assert.ok(asked.every((command) => command.state === "rejected" && command.reason === "condition_gone"));
    assert.equal((await plc.pasteurizer()).setpoint, 76, "the set-point is the one the operator left");
  });
});
