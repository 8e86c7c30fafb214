import assert from "node:assert/strict";
import { test } from "node:test";
import { kPackmlNames, stateShape } from "kit/format/packml";
import { qualityClass, qualityReason } from "kit/format/quality";

test("a quality belongs to good, uncertain or bad by its name or its code", () => {
  assert.equal(qualityClass("Good"), "good");
  assert.equal(qualityClass("UncertainLastUsableValue"), "uncertain");
  assert.equal(qualityClass("BadNoCommunication"), "bad");
  assert.equal(qualityClass("0x80AB0000"), "bad");
  assert.equal(qualityClass("0x40AB0000"), "uncertain");
});

test("a value without a quality is never shown as good", () => {
  assert.equal(qualityClass(undefined), "bad");
  assert.equal(qualityClass(""), "bad");
  assert.equal(qualityClass("Nonsense"), "bad");
});

test("what is not good says why, with the standard's name", () => {
  assert.equal(qualityReason("Good"), undefined);
  assert.match(qualityReason("BadNoCommunication")!, /No communication.*\(BadNoCommunication\)/);
  assert.match(qualityReason("BadSomethingNew")!, /cannot be used.*\(BadSomethingNew\)/);
});

test("every PackML state has a shape, and a name nobody knows is unknown", () => {
  for (const name of Object.values(kPackmlNames)) assert.notEqual(stateShape(name), "unknown", name);
  assert.equal(stateShape("Execute"), "running");
  assert.equal(stateShape("Aborting"), "moving");
  assert.equal(stateShape("Dancing"), "unknown");
  assert.equal(stateShape(undefined), "unknown");
});
