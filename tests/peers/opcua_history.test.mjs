// The past of a tag as a foreign OPC UA client (node-opcua) reads and corrects it on SCADA's server: raw, at times,
// aggregated and held against the same arithmetic done here; changed by an engineer, refused to others, and audited.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { AttributeIds, StatusCodes } from "node-opcua";
import { Line, adminPassword } from "../support/line.mjs";
import { children, makeIdentity, openSession, trust } from "../support/opcua.mjs";
import {
  AggregateFunction,
  PerformUpdateType,
  aggregatesOf,
  deleteRaw,
  interpolated,
  readAtTime,
  readProcessed,
  readRaw,
  samplesOf,
  updateData,
} from "../support/opcua_history.mjs";

const tag = "line1/pasteurizer/temperature";
const minute = 60_000;
const origin = Math.floor((Date.now() - 4 * 60 * minute) / minute) * minute; // before the plant was there
const calculated = 0x401;
const interpolatedBit = 0x402;
const historyWrite = 0x08;

/** Ten minutes and one sample, at uneven times, from a generator with a seed; one in twelve is Bad where wanted. */
function makeSeries(from, withBad) {
  const series = [];
  let seed = 12345;
  const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  for (let time = from; time < from + 10 * minute; time += 1000 + Math.floor(random() * 6000)) {
    const bad = withBad && series.length > 0 && random() < 1 / 12;
    series.push({ time, value: 60 + 40 * random(), status: bad ? StatusCodes.BadSensorFailure : StatusCodes.Good });
  }
  series.push({ time: from + 10 * minute, value: 71.5, status: StatusCodes.Good });
  return series;
}

const near = (actual, expected, what) =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, not ${expected}`,
  );

describe("node-opcua and the past that SCADA keeps", () => {
  let data, line, admin, operator, node;
  const good = makeSeries(origin, false);
  const mixed = makeSeries(origin + 60 * minute, true);
  before(async () => {
    data = await mkdtemp(path.join(tmpdir(), "millwright-opcua-history-"));
    const identity = await makeIdentity(data, "historian");
    await trust(data, identity);
    line = await Line.start({ name: "peer-opcua-history", data });
    await line.addUser("olga", ["operator"]);
    admin = await openSession(line.opcua, identity, "admin", adminPassword);
    operator = await openSession(line.opcua, identity, "olga", line.passwordOf("olga"));
    node = { nodeId: admin.id(tag) };
    for (const series of [good, mixed]) {
      const inserted = await updateData(admin, admin.id(tag), PerformUpdateType.Insert, series);
      assert.equal(inserted.statusCode, StatusCodes.Good);
      for (const one of inserted.operationResults) assert.equal(one, StatusCodes.GoodEntryInserted);
    }
  });
  after(async () => {
    await operator?.close();
    await admin?.close();
    await line?.stop();
    await rm(data, { recursive: true, force: true });
  });

  const audited = async (action) =>
    (await line.operator.read("/api/v1/audit?limit=100")).filter((row) => row.action === action && row.target === tag);

  test("raw values come page by page, either way, and a point is good once", async () => {
    for (const [from, to, expected] of [
      [origin, origin + 10 * minute, good.slice(0, -1)],
      [origin + 10 * minute, origin, good.slice(1).reverse()],
    ]) {
      const read = [];
      let continuationPoint;
      for (let pages = 0; pages < 1000; ++pages) {
        const [page] = (await readRaw(admin, [{ ...node, continuationPoint }], { from, to, count: 7 })).results;
        if (continuationPoint) {
          const again = await readRaw(admin, [{ ...node, continuationPoint }], { from, to, count: 7 });
          assert.equal(again.results[0].statusCode, StatusCodes.BadContinuationPointInvalid);
        }
        read.push(...samplesOf(page));
        continuationPoint = page.continuationPoint?.length ? page.continuationPoint : undefined;
        if (!continuationPoint) break;
      }
      assert.deepEqual(read, expected);
    }
  });

  test("a released continuation point is none any more", async () => {
    const range = { from: origin, to: origin + 10 * minute, count: 5 };
    const [{ continuationPoint }] = (await readRaw(admin, [node], range)).results;
    const point = [{ ...node, continuationPoint }];
    const stranger = await readRaw(operator, point, range);
    assert.equal(stranger.results[0].statusCode, StatusCodes.BadContinuationPointInvalid, "of another session");
    const [released] = (await readRaw(admin, point, { ...range, release: true })).results;
    assert.equal(released.statusCode, StatusCodes.Good);
    assert.deepEqual(samplesOf(released), []);
    assert.equal((await readRaw(admin, point, range)).results[0].statusCode, StatusCodes.BadContinuationPointInvalid);
  });

  test("one end and a count read from there, and bounds are the samples next outside", async () => {
    const middle = good[50].time;
    const [later] = (await readRaw(admin, [node], { from: middle, count: 3 })).results;
    assert.deepEqual(samplesOf(later), good.slice(50, 53));
    const [earlier] = (await readRaw(admin, [node], { to: middle, count: 3 })).results;
    assert.deepEqual(samplesOf(earlier), good.slice(48, 51).reverse());
    const [bounded] = (await readRaw(admin, [node], { from: middle + 1, to: good[53].time - 1, bounds: true })).results;
    assert.deepEqual(samplesOf(bounded), good.slice(50, 54));
  });

  test("at given times, a value is the sample's own or lies on the line between its neighbours", async () => {
    const times = [good[9].time, good[9].time + 400, good[3].time + 999, origin + 9 * minute];
    const [result] = (await readAtTime(admin, [node], times)).results;
    assert.equal(result.statusCode, StatusCodes.Good);
    const values = samplesOf(result);
    for (const [i, time] of times.entries()) {
      assert.equal(values[i].time, time);
      near(values[i].value, interpolated(good, time), `at ${i}`);
      const own = good.some((sample) => sample.time === time);
      assert.equal(values[i].status.value, own ? 0 : interpolatedBit);
    }
    const [early] = (await readAtTime(admin, [node], [origin - 1])).results;
    assert.equal(samplesOf(early)[0].status, StatusCodes.BadNoData);
  });

  test("aggregates of whole minutes are those of the same series worked out here", async () => {
    const aggregates = [...aggregatesOf(good, origin, origin + minute).keys()];
    const nodes = aggregates.map(() => node);
    const range = { from: origin, to: origin + 10 * minute, interval: minute };
    const { results } = await readProcessed(admin, nodes, aggregates, range);
    for (const [i, aggregate] of aggregates.entries()) {
      assert.equal(results[i].statusCode, StatusCodes.Good, AggregateFunction[aggregate]);
      const values = samplesOf(results[i]);
      assert.equal(values.length, 10);
      for (const [k, one] of values.entries()) {
        const from = origin + k * minute;
        const what = `${AggregateFunction[aggregate]} of minute ${k}`;
        const first = good.find((sample) => sample.time >= from).time; // Start tells its own time
        assert.equal(one.time, aggregate === AggregateFunction.Start ? first : from, what);
        near(one.value, aggregatesOf(good, from, from + minute).get(aggregate), what);
        if (aggregate === AggregateFunction.Average) assert.equal(one.status.value, calculated, what);
      }
    }
  });

  test("backwards, and with Bad samples among the others, too", async () => {
    const aggregates = [
      AggregateFunction.Count,
      AggregateFunction.PercentGood,
      AggregateFunction.PercentBad,
      AggregateFunction.DurationGood,
      AggregateFunction.Minimum,
      AggregateFunction.Average,
    ];
    const start = mixed[0].time;
    const nodes = aggregates.map(() => node);
    const range = { from: start, to: start + 10 * minute, interval: 2 * minute };
    const { results } = await readProcessed(admin, nodes, aggregates, range);
    for (const [i, aggregate] of aggregates.entries())
      for (const [k, one] of samplesOf(results[i]).entries()) {
        const from = start + k * 2 * minute;
        const expected = aggregatesOf(mixed, from, from + 2 * minute).get(aggregate);
        near(one.value, expected, `${AggregateFunction[aggregate]} of part ${k}`);
      }
    const counts = await readProcessed(admin, [node], [AggregateFunction.Count], {
      ...range,
      from: range.to,
      to: start,
    });
    assert.deepEqual(
      samplesOf(counts.results[0]).map((one) => one.time),
      [10, 8, 6, 4, 2].map((minutes) => start + minutes * minute),
    );
  });

  test("every node has a result of its own, and what cannot be answered says why", async () => {
    const range = { from: origin, to: origin + 10 * minute, interval: 10 };
    const average = AggregateFunction.Average;
    const nodes = [node, node, { nodeId: admin.id("line1/none") }, { nodeId: admin.id("line1/pasteurizer") }];
    const { results } = await readProcessed(admin, nodes, [average, 2351, average, average], range);
    assert.deepEqual(
      results.map((one) => one.statusCode.name),
      ["Good", "BadAggregateNotSupported", "BadNodeIdUnknown", "BadHistoryOperationUnsupported"],
    );
    assert.equal(samplesOf(results[0]).length, 10_000, "a page of many intervals");
    const rest = [{ ...node, continuationPoint: results[0].continuationPoint }];
    const [next] = (await readProcessed(admin, rest, [average], range)).results;
    assert.equal(samplesOf(next)[0].time, origin + 10_000 * 10);
    const configuration = { useServerCapabilitiesDefaults: false, percentDataGood: 10, percentDataBad: 10 };
    const [refused] = (await readProcessed(admin, [node], [average], { ...range, configuration })).results;
    assert.equal(refused.statusCode, StatusCodes.BadAggregateConfigurationRejected);
  });

  test("an engineer replaces, inserts and deletes, each value with its result and each act with its row", async () => {
    const [time, between] = [good[20].time, good[20].time + 100];
    const changes = [{ time, value: 77.25 }];
    const replaced = await updateData(admin, node.nodeId, PerformUpdateType.Replace, [
      ...changes,
      { time: between, value: 1 },
    ]);
    assert.deepEqual(
      replaced.operationResults.map((one) => one.name),
      ["GoodEntryReplaced", "BadNoEntryExists"],
    );
    const inserted = await updateData(admin, node.nodeId, PerformUpdateType.Insert, [
      ...changes,
      { time: between, value: 78 },
    ]);
    assert.deepEqual(
      inserted.operationResults.map((one) => one.name),
      ["BadEntryExists", "GoodEntryInserted"],
    );
    const updated = await updateData(admin, node.nodeId, PerformUpdateType.Update, [
      { time: between, value: 78.5 },
      { time: between + 1, value: 79 },
    ]);
    assert.deepEqual(
      updated.operationResults.map((one) => one.name),
      ["GoodEntryReplaced", "GoodEntryInserted"],
    );
    const around = { from: time, to: between + 2 };
    const read = async () => samplesOf((await readRaw(admin, [node], around)).results[0]).map((one) => one.value);
    assert.deepEqual(await read(), [77.25, 78.5, 79]);
    assert.equal((await deleteRaw(admin, node.nodeId, between, between + 2)).statusCode, StatusCodes.Good);
    assert.deepEqual(await read(), [77.25]);
    assert.equal((await deleteRaw(admin, node.nodeId, between, between + 2)).statusCode, StatusCodes.BadNoData);

    const [row] = await audited("history.replace");
    assert.equal(row.user, "admin");
    assert.equal(row.outcome, "accepted");
    assert.match(row.detail, /^1 of 2 values: .*Z 77\.25 \(was /);
    assert.deepEqual(
      (await audited("history.delete")).map((one) => one.outcome),
      ["rejected(BadNoData)", "accepted"],
    );
    assert.equal((await audited("history.insert")).length, 3);
    assert.equal((await audited("history.update")).length, 1);
  });

  test("an operator reads the past, and is refused to change it", async () => {
    const samples = samplesOf((await readRaw(operator, [node], { from: origin, count: 3 })).results[0]);
    assert.deepEqual(samples, good.slice(0, 3));
    const updated = await updateData(operator, node.nodeId, PerformUpdateType.Update, [{ time: origin, value: 1 }]);
    assert.equal(updated.statusCode, StatusCodes.BadUserAccessDenied);
    assert.equal(
      (await deleteRaw(operator, node.nodeId, origin, Date.now())).statusCode,
      StatusCodes.BadUserAccessDenied,
    );
    assert.deepEqual(samplesOf((await readRaw(operator, [node], { from: origin, count: 3 })).results[0]), samples);
    for (const action of ["history.update", "history.delete"]) {
      const [row] = await audited(action);
      assert.equal(`${row.user} ${row.outcome}`, "olga rejected(BadUserAccessDenied)");
    }
    const level = async (peer) =>
      (await peer.session.read({ nodeId: node.nodeId, attributeId: AttributeIds.UserAccessLevel })).value.value;
    assert.equal((await level(admin)) & historyWrite, historyWrite);
    assert.equal((await level(operator)) & historyWrite, 0);
  });

  test("the address space lists the aggregates, and how a tag is kept", async () => {
    const functions = await children(admin, "i=11201");
    assert.equal(functions.size, 36);
    for (const aggregate of aggregatesOf(good, origin, origin + minute).keys())
      assert.ok(functions.has(String(aggregate)), AggregateFunction[aggregate]);
    const configuration = [...(await children(admin, node.nodeId)).values()].find(
      (one) => one.browseName.name === "HA Configuration",
    );
    assert.equal(configuration.referenceTypeId.value, 56, "HasHistoricalConfiguration");
    const below = new Map(
      [...(await children(admin, configuration.nodeId)).values()].map((one) => [one.browseName.name, one.nodeId]),
    );
    const value = async (nodeId) => (await admin.session.read({ nodeId, attributeId: AttributeIds.Value })).value.value;
    assert.equal(await value(below.get("Stepped")), false);
    assert.ok(below.has("AggregateConfiguration"));
    for (const capability of ["i=11193", "i=11196", "i=11197", "i=11198", "i=11199"])
      assert.equal(await value(capability), true, capability);
    const capabilities = await admin.session.read({ nodeId: node.nodeId, attributeId: AttributeIds.Historizing });
    assert.equal(capabilities.value.value, true);
  });
});
