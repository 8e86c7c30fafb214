import assert from "node:assert/strict";
import { test } from "node:test";
import { faultAt, faultsOf, kNoFaults } from "mes/state/definition_faults";
import { contentOf, type Part, placesOf } from "mes/state/definitions";

const routing: Part = {
  section: "routings",
  item: {
    id: "R",
    materials: ["A", "C"],
    steps: [
      {
        segment: "fill",
        capabilities: [{ equipment: "line1/filler", rate: { quantity: 7200, unit: "H87", per: "1h" } }],
        parameters: [{ id: "speed", value: 2, unit: "HTZ", low: 0, high: 3 }],
      },
      { segment: "cap" },
    ],
  },
};
const line = (content: string, text: string, nth = 0) =>
  content.split("\n").flatMap((one, i) => (one.includes(text) ? [i + 1] : []))[nth]!;

test("a fault of the server is put to the field that stands on its line", () => {
  const content = contentOf([routing]);
  const message = [
    `DC-0001 (a: b):${line(content, '"segment"', 1)}: no such segment`,
    `DC-0001 (a: b):${line(content, '"high"')}: above: it`,
    `DC-0001 (a: b):${line(content, '"quantity"')}: too much`,
    `DC-0001 (a: b):${line(content, '"C"')}: there is no material 'C'`,
    "DC-0001: all is wrong",
  ].join("\n");
  const { parts, other } = faultsOf(message, content, placesOf([routing]));
  const at = (path: string) => faultAt(parts[0] ?? kNoFaults, path);
  assert.equal(at("steps.1.segment"), "no such segment");
  assert.equal(at("steps.0.segment"), undefined);
  assert.equal(at("steps.0.parameters.0.high"), "above: it");
  assert.equal(at("steps.0.capabilities.0.rate.quantity"), "too much");
  assert.equal(at("materials"), "there is no material 'C'");
  assert.deepEqual(other, ["DC-0001: all is wrong"]);
});

test("a time zone that is none is told at its field", () => {
  const calendar: Part = { section: "calendars", item: { id: "K", equipment: ["line1"], time_zone: "Europe/Berlyn" } };
  const content = contentOf([calendar]);
  const message = `DC-0002 (c):${line(content, '"time_zone"')}: there is no time zone`;
  const { parts } = faultsOf(message, content, placesOf([calendar]));
  assert.equal(faultAt(parts[0]!, "time_zone"), "there is no time zone");
});

test("of several definitions each has its own faults, in the order in which they are shown", () => {
  const sugar: Part = { section: "materials", item: { id: "S", unit: "KGM", attributes: { colour: "white" } } };
  const bills = ["A", "B"].map((material): Part => ({ section: "bills", item: { material, yield_percent: 99 } }));
  const shown = [bills[0]!, sugar, bills[1]!];
  const content = contentOf(shown);
  const message = [
    `DC:${line(content, '"yield_percent"', 1)}: too little`,
    `DC:${line(content, '"colour"')}: a colour`,
    `DC:${line(content, '"S"') - 1}: it lacks a name`,
  ].join("\n");
  const { parts, other } = faultsOf(message, content, placesOf(shown));
  assert.deepEqual(
    parts.map((one) => [...one.at]),
    [[], [["attributes.colour", "a colour"]], [["yield_percent", "too little"]]],
  );
  assert.deepEqual(parts[1]!.other, ["it lacks a name"]);
  assert.deepEqual(other, []);
});
