// Alarms as OPC UA conditions, seen by a foreign client (node-opcua): raised, acknowledged by a person, gone; and
// ConditionRefresh for a client that comes later.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { DataType, StatusCodes } from "node-opcua";
import { Line, adminPassword, until } from "../support/line.mjs";
import { collect, makeIdentity, openSession, subscribe, trust } from "../support/opcua.mjs";

const alarm = "line1/filler/pressure/low";
const kServer = "i=2253";
const kExclusiveLimitAlarmType = 9341;
const kRefreshStart = 2787;
const kRefreshEnd = 2788;
const fields = [
  "EventId",
  "EventType",
  "ConditionName",
  "SourceName",
  "SourceNode",
  "Severity",
  "Message",
  "Time",
  "Retain",
  "ActiveState.Id",
  "AckedState.Id",
  "LimitState.CurrentState",
  "Comment",
  "ClientUserId",
];

describe("node-opcua and the alarms of the line", () => {
  let data, line, peer, subscription, events;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-alarms-"));
    const identity = await makeIdentity(data, "peer");
    await trust(data, identity);
    line = await Line.start({ name: "peer-opcua-alarms", data });
    peer = await openSession(line.opcua, identity, "admin", adminPassword);
    await until("the pressure is normal", async () => (await line.tag("line1/filler/pressure"))?.value > 1.9, 60_000);
    subscription = subscribe(peer);
    events = await collect(subscription, kServer, fields);
  });
  after(async () => {
    await subscription?.terminate();
    await peer?.close();
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });
  const ofAlarm = (list) => list.filter((event) => event.ConditionName === alarm);

  test("a limit that is crossed comes as an active, unacknowledged condition", async () => {
    await line.fault("low_pressure", true);
    const event = await until("the alarm came", () => ofAlarm(events).find((one) => one["ActiveState.Id"]), 60_000);
    assert.equal(event.EventType.value, kExclusiveLimitAlarmType);
    assert.equal(event.SourceName, "line1/filler");
    assert.equal(event.SourceNode.value, "line1/filler");
    assert.equal(event.Severity, 700, "priority 2");
    assert.equal(event["AckedState.Id"], false);
    assert.equal(event.Retain, true);
    assert.equal(event["LimitState.CurrentState"].text, "Low");
    assert.match(event.Message.text, /pressure too low/i);
  });

  test("a client that comes later learns of it by ConditionRefresh", async () => {
    const later = subscribe(peer);
    const seen = await collect(later, kServer, fields);
    const answer = await peer.session.call({
      objectId: "ns=0;i=2782",
      methodId: "ns=0;i=3875",
      inputArguments: [{ dataType: DataType.UInt32, value: later.subscriptionId }],
    });
    assert.equal(answer.statusCode, StatusCodes.Good);
    await until("the refresh ended", () => seen.some((event) => event.EventType.value === kRefreshEnd));
    const kinds = seen.map((event) => event.EventType.value);
    const at = seen.findIndex((event) => event.ConditionName === alarm);
    assert.ok(kinds.indexOf(kRefreshStart) < at && at < kinds.indexOf(kRefreshEnd), `${kinds}`);
    assert.equal(seen[at]["ActiveState.Id"], true);
    await later.terminate();
  });

  test("an event id that was never given out acknowledges nothing", async () => {
    const status = await peer.session.acknowledgeCondition(peer.id(alarm), Buffer.from("no such event"), "mine");
    assert.equal(status, StatusCodes.BadEventIdUnknown);
    const [found] = (await line.operator.read("/api/v1/alarms?state=unacknowledged")).filter((one) => one.id === alarm);
    assert.ok(found, "it is still unacknowledged");
  });

  test("a person acknowledges it by its event id, once", async () => {
    const { EventId } = ofAlarm(events).at(-1);
    assert.equal(await peer.session.acknowledgeCondition(peer.id(alarm), EventId, "I see it"), StatusCodes.Good);
    const event = await until("it is acknowledged", () => ofAlarm(events).find((one) => one["AckedState.Id"]));
    assert.equal(event["ActiveState.Id"], true);
    assert.equal(event.Comment.text, "I see it");
    assert.equal(event.ClientUserId, "admin");
    const [found] = (await line.operator.read("/api/v1/alarms?state=active")).filter((one) => one.id === alarm);
    assert.equal(found.state, "ACKED");
    assert.equal(found.acknowledged_by, "admin");
    assert.equal(
      await peer.session.acknowledgeCondition(peer.id(alarm), ofAlarm(events).at(-1).EventId, "again"),
      StatusCodes.BadConditionBranchAlreadyAcked,
    );
  });

  test("it goes when the pressure is back, and is no longer retained", async () => {
    await line.fault("low_pressure", false);
    const event = await until("it is normal", () => ofAlarm(events).find((one) => !one["ActiveState.Id"]), 60_000);
    assert.equal(event.Retain, false);
    assert.ok(!(await line.operator.read("/api/v1/alarms")).some((one) => one.id === alarm));
  });
});
