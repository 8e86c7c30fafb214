// What a foreign OPC UA client (node-opcua) finds on SCADA's server: the line as the plant file tells it, values with
// quality and time, methods with their result events, and history.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { AttributeIds, HistoryReadRequest, ReadRawModifiedDetails, StatusCodes, TimestampsToReturn } from "node-opcua";
import { Line, adminPassword, until } from "../support/line.mjs";
import {
  call,
  children,
  collect,
  makeIdentity,
  number,
  openSession,
  subscribe,
  text,
  time,
  trust,
  typeOf,
} from "../support/opcua.mjs";
import { Plc } from "../support/plc.mjs";

const kServer = "i=2253";
const kAnalogUnitRangeType = "ns=0;i=17570";
const resultTimes = ["AcceptedTime", "WrittenTime", "TakenTime", "ConfirmedTime"];
const resultFields = ["CommandId", "Equipment", "Command", "State", "Reason", ...resultTimes];

describe("node-opcua at SCADA's OPC UA server", () => {
  let data, line, peer, plant;
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-opcua-"));
    const identity = await makeIdentity(data, "peer");
    await trust(data, identity);
    line = await Line.start({ name: "peer-opcua", data });
    peer = await openSession(line.opcua, identity, "admin", adminPassword);
    plant = await line.operator.read("/api/v1/plant");
    await until("the line fills bottles", async () => (await line.tag("line1/filler/state"))?.value === 6, 60_000);
  });
  after(async () => {
    await peer?.close();
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });

  const value = async (nodeId) => (await peer.session.read({ nodeId, attributeId: AttributeIds.Value })).value.value;

  test("every equipment is an instance of its type, with its tags and methods", async () => {
    assert.ok((await children(peer, "ns=0;i=85")).has("line1"), "line1 stands under Objects");
    for (const equipment of plant.equipment) {
      const below = await children(peer, peer.id(equipment.path));
      for (const child of equipment.children) assert.ok(below.has(child), `${child} is missing`);
      const type = await typeOf(peer, peer.id(equipment.path));
      assert.equal(type.value, `types/${equipment.type}`);
      const declared = await children(peer, peer.id(`types/${equipment.type}`));
      for (const { path: tag, name } of equipment.tags) {
        assert.equal(below.get(tag)?.browseName.name, name, `${tag} is missing`);
        assert.ok(declared.has(`types/${equipment.type}/${name}`), `the type has no ${name}`);
      }
      for (const { name } of equipment.commands) {
        assert.equal(below.get(`${equipment.path}/${name}`)?.browseName.name, name);
        assert.ok(declared.has(`types/${equipment.type}/${name}`), `the type has no ${name}()`);
      }
    }
  });

  test("tags with unit and range are AnalogUnitRangeType with EURange and EngineeringUnits", async () => {
    const tags = plant.equipment
      .flatMap((equipment) => equipment.tags)
      .filter((tag) => tag.unit && tag.range && !tag.states?.["0"]);
    assert.ok(tags.length > 20);
    for (const tag of tags) {
      const type = await typeOf(peer, peer.id(tag.path));
      assert.equal(`ns=${type.namespace};i=${type.value}`, kAnalogUnitRangeType, tag.path);
      const properties = new Map(
        [...(await children(peer, peer.id(tag.path))).values()].map((one) => [one.browseName.name, one.nodeId]),
      );
      const range = await value(properties.get("EURange"));
      assert.deepEqual({ low: range.low, high: range.high }, tag.range, tag.path);
      assert.equal((await value(properties.get("EngineeringUnits"))).displayName.text, tag.unit, tag.path);
    }
    const celsius = [...(await children(peer, peer.id("line1/pasteurizer/temperature"))).values()].find(
      (one) => one.browseName.name === "EngineeringUnits",
    );
    const unit = await value(celsius.nodeId);
    assert.equal(unit.unitId, 4408652, "CEL of UNECE Recommendation 20");
    assert.equal(unit.namespaceUri, "http://www.opcfoundation.org/UA/units/un/cefact");
  });

  test("a value is read with quality and the device's time, and nobody writes one", async () => {
    const read = await peer.session.read({
      nodeId: peer.id("line1/pasteurizer/temperature"),
      attributeId: AttributeIds.Value,
    });
    assert.equal(read.statusCode, StatusCodes.Good);
    assert.ok(read.value.value > 60 && read.value.value < 90, `${read.value.value}`);
    assert.ok(Math.abs(Date.now() - read.sourceTimestamp.getTime()) < 5_000);
    assert.ok(read.serverTimestamp >= read.sourceTimestamp);
    const written = await peer.session.write({
      nodeId: peer.id("line1/pasteurizer/temperature_setpoint"),
      attributeId: AttributeIds.Value,
      value: { value: { dataType: "Double", value: 72 } },
    });
    assert.ok([StatusCodes.BadNotWritable, StatusCodes.BadUserAccessDenied].includes(written), written.toString());
  });

  test("a subscription sees the scans in order, Bad while the link is down, and Good again", async () => {
    const subscription = subscribe(peer);
    const seen = await collect(subscription, peer.id("line1/pasteurizer/temperature"));
    const times = () => seen.map((one) => one.sourceTimestamp.getTime());
    await until("twenty scans came", () => new Set(times()).size >= 20);
    assert.deepEqual(seen.filter((one) => one.statusCode !== StatusCodes.Good).map(String), [], "a sound line is Good");
    assert.deepEqual(
      times(),
      times().sort((a, b) => a - b),
      "source times never go back",
    );
    const before = seen.length;
    await line.fault("link_down", true);
    const bad = await until("the quality is Bad", () =>
      seen.slice(before).find((one) => one.statusCode.isNot(StatusCodes.Good)),
    );
    assert.equal(bad.statusCode, StatusCodes.BadNoCommunication);
    await line.fault("link_down", false);
    await until("the values are back", () => seen.at(-1).statusCode === StatusCodes.Good);
    await subscription.terminate();
  });

  test("a method call is answered at once, carried out in the PLC, and its result comes as an event", async () => {
    const subscription = subscribe(peer);
    const events = await collect(
      subscription,
      kServer,
      resultFields.map((field) => `${peer.ns}:${field}`),
    );
    const id = randomUUID();
    const answer = await call(peer, "line1/filler", "line1/filler/set_speed", [
      text(id),
      time(new Date(Date.now() + 5_000)),
      text("a peer's test"),
      number(210),
    ]);
    assert.equal(answer.statusCode, StatusCodes.Good);
    assert.equal(answer.outputArguments[0].value, "accepted", JSON.stringify(answer.outputArguments));
    const result = await until("the result event came", () => events.find((event) => event.CommandId === id));
    assert.equal(result.State, "completed");
    assert.equal(result.Equipment, "line1/filler");
    assert.equal(result.Command, "set_speed");
    const times = resultTimes.map((name) => result[name].getTime());
    assert.deepEqual(
      times,
      [...times].sort((a, b) => a - b),
      "the times of a command are in order",
    );
    const plc = await Plc.connect(line.base + 10);
    const block = await plc.block("filler");
    await plc.close();
    assert.equal(block.float(26), 210);
    assert.equal(block.echoId, id.replaceAll("-", ""));

    const again = await call(peer, "line1/filler", "line1/filler/set_speed", [
      text(id),
      time(new Date(Date.now() + 5_000)),
      text("the same id, another value"),
      number(100),
    ]);
    assert.equal(again.outputArguments[0].value, "rejected");
    assert.equal(again.outputArguments[1].value, "duplicate_differs");
    const found = await call(peer, "commands", "commands/find", [text(id)]);
    assert.equal(found.outputArguments[0].value, "completed");
    await subscription.terminate();
  });

  test("what is no command is refused by its arguments, and what is late is not carried out", async () => {
    const soon = time(new Date(Date.now() + 5_000));
    const nameless = await call(peer, "line1/filler", "line1/filler/set_speed", [
      text("no uuid"),
      soon,
      text(""),
      number(200),
    ]);
    assert.equal(nameless.statusCode, StatusCodes.BadInvalidArgument);
    const wordy = await call(peer, "line1/filler", "line1/filler/set_speed", [
      text(randomUUID()),
      soon,
      text(""),
      text("fast"),
    ]);
    assert.ok(wordy.statusCode.isNot(StatusCodes.Good), wordy.statusCode.toString());
    const late = await call(peer, "line1/filler", "line1/filler/set_speed", [
      text(randomUUID()),
      time(new Date(Date.now() - 1_000)),
      text(""),
      number(200),
    ]);
    assert.equal(late.outputArguments[0].value, "expired");
    const far = await call(peer, "line1/filler", "line1/filler/set_speed", [
      text(randomUUID()),
      soon,
      text(""),
      number(9_000),
    ]);
    assert.equal(far.outputArguments[0].value, "rejected");
    assert.equal((await line.tag("line1/filler/speed_setpoint")).value, 210, "nothing of this reached the PLC");
  });

  test("HistoryRead pages through the raw samples by continuation points, and misses none", async () => {
    const tag = "line1/pasteurizer/temperature";
    const to = new Date(Date.now() - 1_000);
    const from = new Date(to.getTime() - 5_000);
    const samples = [];
    let continuationPoint;
    let pages = 0;
    do {
      const answer = await peer.session.historyRead(
        new HistoryReadRequest({
          historyReadDetails: new ReadRawModifiedDetails({
            isReadModified: false,
            startTime: from,
            endTime: to,
            numValuesPerNode: 4,
            returnBounds: false,
          }),
          nodesToRead: [{ nodeId: peer.id(tag), continuationPoint }],
          releaseContinuationPoints: false,
          timestampsToReturn: TimestampsToReturn.Both,
        }),
      );
      const [page] = answer.results;
      assert.ok(page.statusCode.isGoodish(), page.statusCode.toString());
      assert.ok(page.historyData.dataValues.length <= 4);
      samples.push(...page.historyData.dataValues);
      continuationPoint = page.continuationPoint?.length ? page.continuationPoint : undefined;
      ++pages;
    } while (continuationPoint && pages < 1000);
    const { samples: expected } = await line.operator.read(
      `/api/v1/history?tag=${tag}&from=${from.toISOString()}&to=${to.toISOString()}`,
    );
    assert.ok(pages > 2, `${pages} pages`);
    assert.deepEqual(
      samples.map((one) => one.value.value),
      expected.map((one) => one.value),
    );
    assert.deepEqual(
      samples.map((one) => one.sourceTimestamp.getTime()),
      expected.map((one) => Date.parse(one.time)),
    );
  });
});
