// Every fault of the PLC but the drift (loop.test.mjs), end to end: from the coil of its service port to what an
// operator and a shift leader are told. The one the MES cannot correct must end with people.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import ModbusRTU from "modbus-serial";
import { inTime } from "../support/in_time.mjs";
import { Api, Line, until } from "../support/line.mjs";
import { Live } from "../support/live.mjs";
import { plantWith } from "../support/plants.mjs";
import { Plc, Watch } from "../support/plc.mjs";

const kExecute = 6;
const kSuspended = 5;
const stop = { none: 0, starved: 1, blocked: 2, jam: 10 };
const kLinkDown = 5; // coil of the service port
const pollMs = 100;
const readingMs = 50; // what a frame is on its way on a busy machine
const watchMs = 8_000;

describe("a fault of the line", { timeout: 400_000 }, () => {
  let folder, line, plc, watch;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-impatient-"));
    // A watch time that a test can wait for.
    const plant = await plantWith(folder, "master_data.yaml", "watch_time: 60s", `watch_time: ${watchMs / 1000}s`);
    line = await Line.start({ name: "faults", plant });
    await line.addUser("quinn", ["quality"]);
    plc = await Plc.connect(line.base + 10);
    watch = new Watch(line.base + 10);
    await until(
      "the line fills bottles",
      async () => (await line.tag("line1/filler/state"))?.value === kExecute,
      60_000,
    );
  });
  afterEach(async () => {
    for (const name of ["low_pressure", "conveyor_jam", "steam_valve_stuck", "control_sensor_drift"])
      await line.fault(name, false);
  });
  after(async () => {
    await watch?.stop();
    await plc?.close();
    await line?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const order = async () => (await line.mes.read("/api/v1/orders")).find((one) => one.state === "Running");
  const activeAlarms = async () => (await line.operator.read("/api/v1/alarms?state=active")).map((one) => one.id);
  /** {state, stop code} of a unit as SCADA serves it; both must be Good. */
  async function unit(name) {
    const tags = await line.operator.read(`/api/v1/tags?under=line1/${name}`);
    const [state, code] = ["state", "stop_code"].map((leaf) =>
      tags.find((tag) => tag.path === `line1/${name}/${leaf}`),
    );
    return state.quality === "Good" && code.quality === "Good" && { state: state.value, code: code.value };
  }
  const unitIs = (name, state, code) =>
    until(
      `${name} is in state ${state} for reason ${code}`,
      async () => {
        const now = await unit(name);
        return now && now.state === state && now.code === code;
      },
      90_000,
    );
  const mesSays = (name, state) =>
    until(`the MES knows ${name} in ${state}`, async () =>
      (await line.mes.read("/api/v1/equipment")).some((one) => one.path === `line1/${name}` && one.state === state),
    );

  test("low_pressure: an alarm, bottles underfilled and rejected, each one scrap of the running order", async () => {
    const before = { plc: (await plc.block("filler", 68)).uint32(32), order: (await order()).scrap };
    await line.fault("low_pressure", true);
    await until(
      "the alarm is raised",
      async () => (await activeAlarms()).includes("line1/filler/pressure/low"),
      30_000,
    );
    await until("ten bottles are rejected", async () => (await plc.block("filler", 68)).uint32(32) >= before.plc + 10);
    assert.ok((await line.tag("line1/filler/last_fill_weight")).value < 485, "it weighs too little");
    await line.fault("low_pressure", false);
    await until("the alarm is gone", async () => !(await activeAlarms()).includes("line1/filler/pressure/low"), 30_000);
    const sound = (await plc.block("filler", 68)).uint32(30);
    const filler = await until("twenty bottles are sound again", async () => {
      const now = await plc.block("filler", 68);
      return now.uint32(30) >= sound + 20 && now;
    });
    const rejected = filler.uint32(32) - before.plc;
    const scrap = async () => (await order()).scrap - before.order;
    await until(`the order counts ${rejected} as scrap`, async () => (await scrap()) >= rejected, 15_000).catch(
      async (error) => assert.fail(`${error.message}; it counts ${await scrap()}`),
    );
    assert.equal(await scrap(), (await plc.block("filler", 68)).uint32(32) - before.plc);
  });

  test("conveyor_jam: who is upstream is blocked, who is downstream starved, and all run again", async () => {
    await line.command("line1/filler", "set_speed", { value: 260 }); // the buffers fill sooner
    await line.fault("conveyor_jam", true);
    await unitIs("conveyors", kSuspended, stop.jam);
    assert.equal((await line.tag("line1/conveyors/jammed")).value, 1);
    await until("it is an alarm", async () => (await activeAlarms()).includes("line1/conveyors/jammed/high"));
    await unitIs("capper", kSuspended, stop.blocked);
    await unitIs("labeller", kSuspended, stop.starved);
    await unitIs("palletizer", kSuspended, stop.starved);
    await unitIs("filler", kSuspended, stop.blocked);
    const { float } = await plc.block("filler", 68);
    assert.equal(float(24), 0, "nothing is filled");
    await mesSays("filler", "Suspended");
    const stacked = (await plc.block("palletizer")).uint32(26);
    await line.fault("conveyor_jam", false);
    for (const name of ["conveyors", "capper", "labeller", "palletizer", "filler"])
      await unitIs(name, kExecute, stop.none);
    await until("bottles arrive again", async () => (await plc.block("palletizer")).uint32(26) > stacked + 10);
    await mesSays("filler", "Execute");
    const jam = async () =>
      (await line.operator.read("/api/v1/alarms")).find((one) => one.id === "line1/conveyors/jammed/high");
    await until("the alarm is over, and still to be acknowledged", async () => (await jam())?.state === "RTNUN");
  });

  test("steam_valve_stuck: tried once, noticed in time, handed over, and held until quality decides", async () => {
    await line.fault("nozzle_drift", true); // takes its half minute beside this one: see the next test
    await line.fault("steam_valve_stuck", true);
    const { id } = await until(
      "a deviation is open",
      async () => (await line.mes.read("/api/v1/deviations"))[0],
      60_000,
    );
    const story = () => line.mes.read(`/api/v1/deviations/${id}`);
    await until("it is handed over", async () => (await story()).state === "escalated", watchMs + 60_000);
    const escalated = await story();
    assert.equal(escalated.workflow.state, "escalated");
    const watching = escalated.workflow.steps.find((step) => step.name.startsWith("watch"));
    assert.equal(watching.state, "failed");
    const watched = Date.parse(watching.ended) - Date.parse(watching.started);
    assert.ok(watched >= watchMs, `it watched for ${watched} ms of ${watchMs}`);
    assert.match(watching.detail, /still violated/);
    const tasks = await line.mes.read("/api/v1/tasks?state=open");
    const takeOver = tasks.filter((task) => task.deviation === id && task.kind === "take_over");
    assert.deepEqual([takeOver.length, takeOver[0]?.role], [1, "operator"]);
    assert.ok(escalated.lots.length > 0, "what was in the pasteurizer is held");
    assert.ok(escalated.lots.every((lot) => lot.disposition === "held"));

    // It is still too hot, and the MES leaves it to the people: for as long as it watched before.
    const asked = async () =>
      (await line.operator.read("/api/v1/commands?limit=1000")).filter((one) => one.command === "set_temperature");
    assert.deepEqual(
      (await asked()).map((one) => one.state),
      ["completed"],
    );
    const since = watch.scans.length;
    await until(
      "the PLC has scanned for another watch time",
      () => watch.scans.at(-1).scanTime - watch.scans[since - 1].scanTime > watchMs,
    );
    assert.ok(watch.scans.slice(since).every((scan) => scan.setpoint === 72 && scan.temperature > 80));
    assert.equal((await asked()).length, 1, "one try, no more");

    await line.fault("steam_valve_stuck", false);
    await until("it is back within the limit", async () => (await story()).cleared_at, 60_000);
    assert.equal((await story()).state, "escalated", "it is people's until they are done");
    const answer = await line.mes.post(`/api/v1/tasks/${takeOver[0].id}/complete`, { outcome: "valve freed" });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const quinn = await new Api(line.mes.url).login("quinn", line.passwordOf("quinn"));
    const { lots } = await story();
    for (const lot of lots) {
      assert.equal(lot.disposition, "held", "held stays held until quality disposes");
      const disposed = await quinn.post(`/api/v1/lots/${encodeURIComponent(lot.id)}/dispose`, {
        disposition: "reject",
        reason: "overheated",
      });
      assert.equal(disposed.status, 200, JSON.stringify(disposed.body));
    }
    const closed = await story();
    assert.equal(closed.state, "closed");
    assert.deepEqual(
      closed.lots.map((lot) => lot.disposition),
      lots.map(() => "rejected"),
    );
    assert.deepEqual(
      (await line.mes.read("/api/v1/tasks?state=open")).filter((task) => task.deviation === id),
      [],
    );
    assert.equal((await plc.pasteurizer()).setpoint, 72, "the recipe's set-point is the operator's to restore");
  });

  test("nozzle_drift: nozzle 7 fills less and less, and no other", async () => {
    const weights = async () => {
      const tags = await line.operator.read("/api/v1/tags?under=line1/filler");
      return Array.from({ length: 12 }, (_, i) => tags.find((tag) => tag.path === `line1/filler/nozzle_${i + 1}`));
    };
    // 0.2 g/s; spread and noise of a sound nozzle are 1.5 g.
    const now = await until(
      "nozzle 7 is 6 g below the others",
      async () => {
        const tags = await weights();
        const others = tags.filter((_, i) => i !== 6).map((tag) => tag.value);
        return tags[6].value < Math.min(...others) - 6 && tags;
      },
      120_000,
    );
    assert.ok(now.every((tag) => tag.quality === "Good"));
    const others = now.filter((_, i) => i !== 6).map((tag) => tag.value);
    assert.ok(Math.max(...others) - Math.min(...others) < 15, `${others}`);
    await line.fault("nozzle_drift", false);
    await until("nozzle 7 is like the others", async () => (await weights())[6].value > 490, 30_000);
  });

  test("a drift while an operator has the unit: the MES asks, is not obeyed, and hands over", async () => {
    const answer = await line.operator.post("/api/v1/authority", {
      equipment: "line1/pasteurizer",
      authority: "operator",
      reason: "mine now",
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const restored = await line.command("line1/pasteurizer", "set_temperature", { value: 76 });
    assert.equal(restored.body.state, "accepted", JSON.stringify(restored.body));
    const earlier = new Set((await line.mes.read("/api/v1/deviations")).map((one) => one.id));
    await line.fault("control_sensor_drift", true);
    const { id } = await until(
      "it is handed over",
      async () =>
        (await line.mes.read("/api/v1/deviations")).find((one) => !earlier.has(one.id) && one.state === "escalated"),
      60_000,
    );
    const asked = (await line.operator.read("/api/v1/commands?limit=1000")).find((one) => one.requester !== "admin");
    assert.deepEqual([asked.state, asked.reason], ["rejected", "not_remote"]);
    assert.equal((await plc.pasteurizer()).setpoint, 76, "the set-point is the operator's");
    const tasks = await line.mes.read("/api/v1/tasks?state=open");
    assert.ok(tasks.some((task) => task.deviation === id && task.kind === "take_over"));
    await line.fault("control_sensor_drift", false);
    await line.operator.post("/api/v1/authority", { equipment: "line1/pasteurizer", authority: "remote" });
  });

  /** Cuts the PLC's link for a while; returns after how many ms the last tag of the line was told to be Bad. */
  async function cutOff(service) {
    const everyTag = async (test) => (await line.operator.read("/api/v1/tags?under=line1")).every(test);
    const isGood = (tag) => tag.quality === "Good";
    const isBad = (tag) => /^Bad/.test(tag.quality);
    await until("all is Good", () => everyTag(isGood));
    const live = await Live.open(line.operator, ["line1"]);
    try {
      const tags = (await line.operator.read("/api/v1/tags?under=line1")).map((tag) => tag.path);
      const from = live.changes.length;
      await service.writeCoil(kLinkDown, true);
      const cut = Date.now(); // the PLC's next step closes its port: the link was there a little longer
      const told = (tag) => live.changes.slice(from).find((one) => one.path === tag && isBad(one));
      await until("every tag is Bad", () => tags.every(told));
      assert.ok(await everyTag(isBad));
      await mesSays("filler", "Unknown");
      await service.writeCoil(kLinkDown, false);
      await until("all is Good again", () => everyTag(isGood));
      await mesSays("filler", "Execute");
      return Math.max(...tags.map((tag) => told(tag).received)) - cut;
    } finally {
      await live.close();
    }
  }

  test("link_down: every tag of the line is Bad within two polls, and returns", async () => {
    const service = new ModbusRTU();
    await service.connectTCP("127.0.0.1", { port: line.base + 13 });
    service.setID(1);
    try {
      await inTime("the last Bad", 2 * pollMs + readingMs, () => cutOff(service));
    } finally {
      await new Promise((resolve) => service.close(resolve));
    }
  });
});
