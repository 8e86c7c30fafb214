import assert from "node:assert/strict";
import { test } from "node:test";
import {
  reasonText,
  requesterOf,
  sentenceCase,
  stateText,
  stopReason,
  unbroken,
  unitName,
  withNames,
} from "kit/format/words";

test("code words become words; what has words already keeps its hyphens", () => {
  assert.equal(sentenceCase("set_temperature"), "Set temperature");
  assert.equal(sentenceCase("high-temperature"), "High temperature");
  assert.equal(sentenceCase("set-point 72 °C"), "Set-point 72 °C");
});

test("a unit is called by the end of its path, a number apart", () => {
  assert.equal(unitName("line1/filler"), "Filler");
  assert.equal(unitName("line1"), "Line 1");
});

test("number and unit stay on one line", () => {
  assert.equal(unbroken("Crossed 80 °C for 2 s"), "Crossed 80\u00a0°C for 2\u00a0s");
});

test("a workflow is named by its definition and leads to its run; a person is a person", () => {
  assert.deepEqual(requesterOf("workflow:high_temperature/w-31"), {
    text: "workflow high temperature",
    workflow: "w-31",
  });
  assert.deepEqual(requesterOf("ahmet"), { text: "ahmet" });
  assert.deepEqual(requesterOf(undefined), { text: "" });
});

test("state and stop reason are one phrase that says nothing twice", () => {
  assert.equal(stateText("Execute", stopReason(0)), "Execute");
  assert.equal(stateText("Suspended", stopReason(1)), "Suspended, starved");
  assert.equal(stateText("Stopped", stopReason(3)), "Stopped by command");
  assert.equal(stateText("Held", stopReason(77)), "Held, stop code 77");
});

test("a hold's reason is a sentence, without the rule's code before it; a person's words stay", () => {
  assert.equal(
    reasonText("HIGH_TEMP: temperature 80.59 °C is beyond its limit"),
    "Temperature 80.59\u00a0°C is beyond its limit",
  );
  assert.equal(reasonText("Made of P-1: HIGH_TEMP: too hot"), "Made of P-1: too hot");
  assert.equal(reasonText("QA: sample taken"), "QA: sample taken");
  assert.equal(reasonText(null), "");
});

test("paths within a sentence are called as people call them; what is no path stays", () => {
  assert.equal(
    withNames("line1/pasteurizer/temperature and line1/pasteurizer/control_temperature differ"),
    "the pasteurizer's temperature and the pasteurizer's control temperature differ",
  );
  assert.equal(withNames("what entered line1/pasteurizer was not seen"), "what entered the pasteurizer was not seen");
  assert.equal(
    withNames("240 bottles/min, pass and/or fail, line1-P1-0001"),
    "240 bottles/min, pass and/or fail, line1-P1-0001",
  );
});
