import assert from "node:assert/strict";
import { test } from "node:test";
import { differenceText, shares } from "mes/state/balance";

const row = {
  material: "S",
  name: "",
  unit: "KGM",
  in: 100,
  out: 80,
  scrapped: 5,
  lost: 5,
  difference: 10,
  pending: 0,
  left: 0,
};

test("what was taken divides into good, scrap, loss and the rest", () => {
  assert.deepEqual(shares(row), [
    { part: "good", percent: 80 },
    { part: "scrapped", percent: 5 },
    { part: "lost", percent: 5 },
    { part: "rest", percent: 10 },
  ]);
  const short = shares({ ...row, in: 70, scrapped: 0, lost: 0, difference: -10 });
  assert.deepEqual(short, [{ part: "good", percent: 100 }]);
  assert.deepEqual(shares({ ...row, in: 0, out: 0, scrapped: 0, lost: 0, difference: 0 }), []);
});

test("a difference is named, but not the arithmetic's", () => {
  assert.equal(differenceText(row), "on the line still");
  assert.equal(differenceText({ ...row, difference: -10 }), "of no lot as yet");
  assert.equal(differenceText({ ...row, difference: -10, pending: 10 }), "on the pallet that is not full yet");
  assert.equal(differenceText({ ...row, difference: -10, pending: 4 }), "of no lot as yet");
  assert.equal(differenceText({ ...row, difference: 0.01 }), undefined);
});
