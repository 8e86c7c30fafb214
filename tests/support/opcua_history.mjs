// HistoryRead and HistoryUpdate by node-opcua, and the arithmetic of Part 13 once more, plainly, over a list of samples
// {time (ms), value, status}: what SCADA's answers are held against.
import {
  AggregateConfiguration,
  AggregateFunction,
  HistoryReadRequest,
  ReadAtTimeDetails,
  ReadProcessedDetails,
  ReadRawModifiedDetails,
  StatusCodes,
  TimestampsToReturn,
} from "node-opcua";
import { DeleteRawModifiedDetails, HistoryUpdateRequest, PerformUpdateType, UpdateDataDetails } from "node-opcua-types";

export { AggregateFunction, PerformUpdateType };

/** One HistoryRead; `nodes` are {nodeId, continuationPoint}. */
async function historyRead(peer, historyReadDetails, nodesToRead, releaseContinuationPoints = false) {
  const timestampsToReturn = TimestampsToReturn.Source;
  return peer.session.historyRead(
    new HistoryReadRequest({ historyReadDetails, nodesToRead, releaseContinuationPoints, timestampsToReturn }),
  );
}

export function readRaw(peer, nodes, { from, to, count = 0, bounds = false, release = false }) {
  const details = new ReadRawModifiedDetails({
    isReadModified: false,
    startTime: from && new Date(from),
    endTime: to && new Date(to),
    numValuesPerNode: count,
    returnBounds: bounds,
  });
  return historyRead(peer, details, nodes, release);
}

export function readAtTime(peer, nodes, times, useSimpleBounds = false) {
  const reqTimes = times.map((time) => new Date(time));
  return historyRead(peer, new ReadAtTimeDetails({ reqTimes, useSimpleBounds }), nodes);
}

export function readProcessed(peer, nodes, aggregates, { from, to, interval, configuration }) {
  const details = new ReadProcessedDetails({
    startTime: new Date(from),
    endTime: new Date(to),
    processingInterval: interval,
    aggregateType: aggregates.map((number) => `ns=0;i=${number}`),
    aggregateConfiguration: new AggregateConfiguration(configuration ?? { useServerCapabilitiesDefaults: true }),
  });
  return historyRead(peer, details, nodes);
}

/** One HistoryUpdate of one node: its result. */
async function historyUpdate(peer, details) {
  const request = new HistoryUpdateRequest({ historyUpdateDetails: [details] });
  const response = await new Promise((resolve, reject) =>
    peer.session.performMessageTransaction(request, (error, answer) => (error ? reject(error) : resolve(answer))),
  );
  return response.results[0];
}

export function updateData(peer, nodeId, how, samples) {
  const updateValues = samples.map(({ time, value, status = StatusCodes.Good }) => ({
    value: { dataType: "Double", value },
    statusCode: status,
    sourceTimestamp: new Date(time),
  }));
  return historyUpdate(peer, new UpdateDataDetails({ nodeId, performInsertReplace: how, updateValues }));
}

export function deleteRaw(peer, nodeId, from, to) {
  const range = { startTime: new Date(from), endTime: new Date(to) };
  return historyUpdate(peer, new DeleteRawModifiedDetails({ nodeId, isDeleteModified: false, ...range }));
}

/** An Int64 comes as [high, low]. */
const plain = (value) => (Array.isArray(value) ? value[0] * 2 ** 32 + value[1] : value);

/** The samples of a result, as the list that the functions below work on. */
export const samplesOf = (result) =>
  (result.historyData?.dataValues ?? []).map((one) => ({
    time: one.sourceTimestamp.getTime(),
    value: plain(one.value.value),
    status: one.statusCode,
  }));

const isGood = (sample) => sample.status === StatusCodes.Good;
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const squares = (values) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);

/** On the line between the Good samples around a time. */
export function interpolated(series, time) {
  const good = series.filter(isGood);
  const before = good.findLast((sample) => sample.time <= time);
  const after = good.find((sample) => sample.time > time);
  if (before.time === time || !after) return before.value;
  return before.value + ((after.value - before.value) * (time - before.time)) / (after.time - before.time);
}

/** The mean of the line through the Good samples, with the bounds of the interval interpolated. */
function timeAverage(series, from, to) {
  const times = [
    from,
    ...series.filter((one) => isGood(one) && one.time > from && one.time < to).map((one) => one.time),
    to,
  ];
  let area = 0;
  for (let i = 1; i < times.length; ++i)
    area += ((interpolated(series, times[i - 1]) + interpolated(series, times[i])) / 2) * (times[i] - times[i - 1]);
  return area / (to - from);
}

/** The bound at a time without a sample is Good where the samples on both sides are. */
function isGoodBound(series, time) {
  const before = series.findLast((sample) => sample.time <= time);
  return isGood(before) && (before.time === time || isGood(series.find((sample) => sample.time > time)));
}

/** ms of the regions that begin Good. */
function goodTime(series, from, to) {
  const regions = [
    { time: from, good: isGoodBound(series, from) },
    ...series.filter((one) => one.time > from && one.time < to).map((one) => ({ time: one.time, good: isGood(one) })),
    { time: to, good: false },
  ];
  let total = 0;
  for (let i = 1; i < regions.length; ++i) if (regions[i - 1].good) total += regions[i].time - regions[i - 1].time;
  return total;
}

/** Aggregate number → its value over [from, to). */
export function aggregatesOf(series, from, to) {
  const values = series.filter((one) => isGood(one) && one.time >= from && one.time < to).map((one) => one.value);
  const good = goodTime(series, from, to);
  return new Map([
    [AggregateFunction.Interpolative, interpolated(series, from)],
    [AggregateFunction.Average, mean(values)],
    [AggregateFunction.TimeAverage, timeAverage(series, from, to)],
    [AggregateFunction.Total, (timeAverage(series, from, to) * (to - from)) / 1000],
    [AggregateFunction.Minimum, Math.min(...values)],
    [AggregateFunction.Maximum, Math.max(...values)],
    [AggregateFunction.Range, Math.max(...values) - Math.min(...values)],
    [AggregateFunction.Count, values.length],
    [AggregateFunction.Start, series.find((one) => one.time >= from).value],
    [AggregateFunction.Delta, values.at(-1) - values[0]],
    [AggregateFunction.DurationGood, good],
    [AggregateFunction.PercentGood, (100 * good) / (to - from)],
    [AggregateFunction.PercentBad, 100 - (100 * good) / (to - from)],
    [AggregateFunction.StandardDeviationSample, Math.sqrt(squares(values) / (values.length - 1))],
    [AggregateFunction.VarianceSample, squares(values) / (values.length - 1)],
    [AggregateFunction.StandardDeviationPopulation, Math.sqrt(squares(values) / values.length)],
    [AggregateFunction.VariancePopulation, squares(values) / values.length],
  ]);
}
