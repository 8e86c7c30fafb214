import assert from "node:assert/strict";
import { test } from "node:test";
import { timeLabels, timeSpace } from "operator/trend/time_axis";

const kNoon = new Date(2026, 2, 1, 12).getTime();
const every = (step: number, count = 3) => timeLabels(Array.from({ length: count }, (_, i) => kNoon + i * step));

test("labels are as fine as the grid", () => {
  assert.deepEqual(every(60_000), ["12:00\n1 Mar", "12:01", "12:02"]);
  assert.deepEqual(every(5000), ["12:00:00\n1 Mar", "12:00:05", "12:00:10"]);
  assert.deepEqual(every(500), ["12:00:00.000\n1 Mar", "12:00:00.500", "12:00:01.000"]);
  assert.deepEqual(every(86_400_000), ["1 Mar", "2 Mar", "3 Mar"]);
});

test("each new day is named", () => {
  assert.deepEqual(every(43_200_000, 4), ["12:00\n1 Mar", "00:00\n2 Mar", "12:00", "00:00\n3 Mar"]);
});

test("a place a hair off its moment is told as the moment", () => {
  assert.deepEqual(timeLabels([kNoon - 1e-4]), ["12:00\n1 Mar"]);
});

test("labels stand as far apart as they are wide", () => {
  assert.equal(timeSpace(600_000, 600), 54);
  assert.equal(timeSpace(8000, 760), 76);
  assert.equal(timeSpace(2000, 760), 94);
});
