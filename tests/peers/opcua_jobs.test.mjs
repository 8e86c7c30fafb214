// Job orders by OPC 10031-4, asked by a foreign client (node-opcua) of the real SCADA on the simulated line: stored,
// started with a recipe that is read back, paused, resumed, found again after SCADA was killed, ended at its quantity.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { AttributeIds } from "node-opcua";
import { Line, adminPassword, until } from "../support/line.mjs";
import { children, collect, makeIdentity, openSession, subscribe, trust, typeOf } from "../support/opcua.mjs";
import { JobClient, bit, bits, flat } from "../support/opcua_jobs.mjs";

const kServer = "i=2253";
const kQuantity = 80;
const kFinished = ["Ended", "Aborted"];

describe("node-opcua at the receiver of job orders", () => {
  let data, line, identity, peer, jobs, operator, steering;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-jobs-"));
    identity = await makeIdentity(data, "peer");
    await trust(data, identity);
    line = await Line.start({ name: "peer-opcua-jobs", data });
    await line.addUser("olga", ["operator"]);
    await line.addUser("quinn", ["quality"]);
    await connect();
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await operator?.close();
    await peer?.close();
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });

  async function connect() {
    peer = await openSession(line.opcua, identity, "admin", adminPassword);
    jobs = await JobClient.open(peer);
  }
  const state = async (id) => (await jobs.response(id)).state;
  const reaches = (id, wanted, ms = 60_000) =>
    until(`${id} is ${wanted}`, async () => (await state(id)) === wanted, ms, 200);
  const value = async (nodeId) => (await peer.session.read({ nodeId, attributeId: AttributeIds.Value })).value.value;

  test("the receiver and the provider are instances of the standard's types, with their members", async () => {
    for (const [object, type] of [
      [jobs.receiver, 1008],
      [jobs.provider, 1003],
    ])
      assert.equal(String(await typeOf(peer, object)), `ns=${jobs.ns};i=${type}`);
    for (const name of [
      ...["Store", "StoreAndStart", "Start", "RevokeStart", "Update", "Pause", "Resume", "Stop", "Abort", "Cancel"],
      ...["Clear", "JobOrderList", "MaxDownloadableJobOrders", "EquipmentID"],
    ])
      await jobs.node(jobs.receiver, name);
    assert.ok((await children(peer, peer.id("line1"))).has("line1/JobOrderReceiver"));
    assert.equal(await value(await jobs.node(jobs.receiver, "MaxDownloadableJobOrders")), 100);
    assert.deepEqual([...(await value(await jobs.node(jobs.receiver, "EquipmentID")))], ["line1"]);
  });

  test("operators steer jobs and others send them", async () => {
    operator = await openSession(line.opcua, identity, "olga", line.passwordOf("olga"));
    steering = await JobClient.open(operator);
    await assert.rejects(steering.ask("Store", { id: "J0", quantity: 1 }), /BadUserAccessDenied/);
    assert.equal(await steering.ask("Pause", "J0"), bit(bits.unknownId), "it may be asked: there is no such job");
    const quality = await openSession(line.opcua, identity, "quinn", line.passwordOf("quinn"));
    const watching = await JobClient.open(quality);
    await assert.rejects(watching.ask("Pause", "J0"), /BadUserAccessDenied/);
    assert.equal((await watching.response("J0")).status, bit(bits.unknownId));
    await quality.close();
  });

  test("an order that the line cannot take is refused with the standard's bits", async () => {
    assert.equal(await jobs.ask("Store", { id: "J0", quantity: 0 }), bit(bits.invalidRequest, 34));
    const odd = { id: "J0", quantity: 5, parameters: { colour: 1 } };
    assert.equal(await jobs.ask("Store", odd), bit(bits.invalidRequest, 35));
    const hot = { id: "J0", quantity: 5, parameters: { pasteurizer_temperature: 99 } };
    assert.equal(await jobs.ask("Store", hot), bit(bits.invalidRequest, 36));
    assert.equal((await jobs.list()).length, 0);
  });

  test("a readback that differs fails the start with a reason", async () => {
    // The PLC holds the set-point between 72 and 78: what is in force is not what was asked, and permitted.
    const clamped = { id: "clamped", quantity: 5, parameters: { pasteurizer_temperature: 70 } };
    assert.equal(await jobs.ask("StoreAndStart", clamped), bit(bits.noError));
    const failed = await until(
      "the start has failed",
      async () => {
        const now = await jobs.response("clamped");
        return now.state === "NotAllowedToStart" && now;
      },
      30_000,
    );
    assert.match(failed.data.Reason, /pasteurizer_temperature was set to 70 and reads back as 72/);
    assert.equal(await jobs.ask("Cancel", "clamped"), bit(bits.noError));
    assert.equal((await jobs.response("clamped")).status, bit(bits.unknownId));
  });

  test("a job is stored, started with its recipe, paused and resumed", async () => {
    const subscription = subscribe(peer);
    const fields = ["SourceName", `${jobs.ns}:JobState`, `${jobs.ns}:JobOrder`, `${jobs.ns}:JobResponse`];
    const events = await collect(subscription, kServer, fields);
    const order = {
      id: "J1",
      quantity: kQuantity,
      parameters: { pasteurizer_temperature: 75, filler_speed: 230 },
    };
    assert.equal(await jobs.ask("Store", order, "planned"), bit(bits.noError));
    assert.equal(await jobs.ask("Store", order), bit(bits.noError), "asking twice is asking once");
    assert.equal(await jobs.ask("Store", { ...order, quantity: 5 }), bit(bits.unableToAccept, bits.idInUse));
    const listed = await until("it is listed", async () => (await jobs.list())[0]);
    assert.equal(listed.jobOrder.jobOrderID, "J1");
    assert.equal(listed.jobOrder.materialRequirements.length, 2, "the whole order is given back");
    assert.equal(listed.state[0].stateText.text, "NotAllowedToStart");
    assert.equal(await jobs.ask("Pause", "J1"), bit(bits.invalidStatus));

    assert.equal(await jobs.ask("Start", "J1"), bit(bits.noError));
    await reaches("J1", "Running");
    const running = await jobs.response("J1");
    assert.equal(running.data.pasteurizer_temperature, 75);
    assert.equal(running.data.filler_speed, 230);
    assert.equal((await line.tag("line1/filler/speed_setpoint")).value, 230);
    const current = await value(peer.id("line1/JobOrderReceiver/CurrentState"));
    assert.equal(current.text, "Running");

    assert.equal(await steering.ask("Pause", "J1", "label roll"), bit(bits.noError));
    const paused = await jobs.response("J1");
    assert.deepEqual([paused.state, paused.substate], ["Interrupted", "Suspended"]);
    await until("the line is stopped", async () => (await line.tag("line1/state"))?.value === 2, 30_000);
    assert.equal(await jobs.ask("Resume", "J1"), bit(bits.noError));
    await reaches("J1", "Running");
    await until("the line runs", async () => [5, 6].includes((await line.tag("line1/state"))?.value), 30_000);

    const states = () =>
      events
        .filter((event) => event.JobResponse)
        .map((event) => flat(event.JobResponse).state)
        .filter((name, i, all) => name !== all[i - 1]);
    const wanted = ["NotAllowedToStart", "AllowedToStart", "Running", "Interrupted", "Running"];
    await until("every change was an event", () => states().length >= wanted.length);
    assert.deepEqual(states(), wanted);
    assert.equal(events.find((event) => event.JobOrder).SourceName, "line1");
    await subscription.terminate();
  });

  test("a line that its operator stops holds the job, and gives it back when it runs", async () => {
    assert.equal((await line.command("line1", "stop")).status, 200);
    await reaches("J1", "Interrupted");
    const held = await jobs.response("J1");
    assert.deepEqual([held.substate, held.data.Reason], ["Held", "the line was stopped"]);
    await until("it may be started", async () => (await line.command("line1", "start")).body.state === "accepted");
    await reaches("J1", "Running");
  });

  test("killed in the middle, SCADA finds the job and its counts, and ends it at its quantity", async () => {
    const before = await until("some are made", async () => {
      const now = await jobs.response("J1");
      return now.data.GoodCount > 5 && now;
    });
    const { pid } = (await line.children()).find((child) => child.name.startsWith("millwright-sca"));
    await operator.close();
    operator = undefined;
    process.kill(pid, "SIGKILL");
    await peer.close().catch(() => undefined);
    await until("SCADA is back", () => connect().then(() => true), 60_000, 500);
    const found = await jobs.response("J1");
    assert.ok(["Running", "Ended"].includes(found.state), found.state);
    assert.ok(found.data.GoodCount >= before.data.GoodCount, `${found.data.GoodCount} of ${before.data.GoodCount}`);
    assert.deepEqual(found.started, before.started, "it was not started anew");

    await until("it has ended", async () => kFinished.includes(await state("J1")), 90_000, 200);
    const ended = await jobs.response("J1");
    assert.deepEqual([ended.state, ended.substate], ["Ended", "Completed"]);
    assert.equal(ended.data.CountGaps, 0);
    // Counters are read ten times a second: one piece more may have passed in the same scan, and those that passed
    // between the last reading of the killed process and the first of the next come at once.
    assert.ok(ended.data.GoodCount >= kQuantity, `${ended.data.GoodCount}`);
    assert.equal(Number(ended.made), ended.data.GoodCount);
    await until("the line is stopped", async () => (await line.tag("line1/state"))?.value === 2, 30_000);
    const later = await jobs.response("J1");
    assert.equal(later.data.GoodCount, ended.data.GoodCount, "what comes after is not its own");
    await until("it can be cleared", async () => (await jobs.ask("Clear", "J1")) === bit(bits.noError), 20_000, 200);
    await until("the list is empty", async () => (await jobs.list()).length === 0);
  });

  test("the operators' API tells of jobs and pauses none that is not there", async () => {
    assert.deepEqual(await line.operator.read("/api/v1/jobs?equipment=line1"), []);
    assert.equal((await line.operator.post("/api/v1/jobs/J1/pause")).status, 404);
  });
});
