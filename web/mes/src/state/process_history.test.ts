import assert from "node:assert/strict";
import { test } from "node:test";
import type { Passage, ProcessActivity, ProcessHistory, ProcessInstance } from "kit/api/mes_processes";
import {
  flowsTaken,
  incidentNode,
  incidentText,
  kindWords,
  nodeText,
  resultOf,
  valuesOf,
  visitedOf,
  visitsOf,
} from "mes/state/process_history";

/** "+a" enters a, "-a" leaves it. */
const passages = (text: string): Passage[] =>
  text.split(" ").map((step, i) => ({
    ...{ number: i + 1, node: step.slice(1), what: step.startsWith("+") ? "entered" : "left" },
    time: `2026-11-28T10:00:${String(i).padStart(2, "0")}Z`,
  })) as Passage[];
const flows = (...pairs: string[]) =>
  pairs.map((pair) => ({ id: pair, source: pair.split(">")[0]!, target: pair.split(">")[1]! }));
const activity = (node: string, more: object = {}) =>
  ({ node, name: "", action: "", parameters: null, state: "done", result: "", ...more }) as unknown as ProcessActivity;
const history = (
  text: string,
  instance: Partial<ProcessInstance>,
  activities: ProcessActivity[] = [],
): ProcessHistory => ({
  instance: { state: "running", incident: "", at: [], ...instance } as ProcessInstance,
  ...{ passages: passages(text), activities },
});

test("visits are counted, those of a loop too", () => {
  assert.deepEqual(
    [...visitedOf(passages("+a -a +b -b +a"))],
    [
      ["a", 2],
      ["b", 1],
    ],
  );
});

test("of several flows into a node the one was taken whose source was left last", () => {
  const all = flows("a>choice", "choice>b", "choice>join", "b>join", "join>end");
  assert.deepEqual(
    [...flowsTaken(all, passages("+a -a +choice -choice +b -b +join -join +end"))],
    ["a>choice", "choice>b", "b>join", "join>end"],
  );
  assert.deepEqual([...flowsTaken(all, passages("+a -a +choice -choice +join"))], ["a>choice", "choice>join"]);
});

test("a fork leads along each of its flows, and an event at a task's edge is reached by none", () => {
  assert.deepEqual(
    [...flowsTaken(flows("fork>a", "fork>b", "fork>c"), passages("+fork -fork +a +b"))],
    ["fork>a", "fork>b"],
  );
  assert.deepEqual(
    [...flowsTaken(flows("task>next", "edge>other"), passages("+task -task +edge -edge +other"))],
    ["edge>other"],
  );
});

test("each visit has the activity of its turn, and the time at which it was left", () => {
  const visits = visitsOf(
    history("+a -a +b -b +a", { at: ["a"] }, [activity("a", { result: "1" }), activity("a", { result: "2" })]),
  );
  assert.deepEqual(
    visits.map((v) => [v.node, v.state, v.left?.slice(17), v.activity?.result]),
    [
      ["a", "left", "01Z", "1"],
      ["b", "left", "03Z", undefined],
      ["a", "here", undefined, "2"],
    ],
  );
});

test("a visit that never ended was broken off, or is where it failed", () => {
  const ended = history("+fork -fork +a +b", { state: "failed", incident: "b: no_way: no condition is true" });
  assert.deepEqual(
    visitsOf(ended).map((v) => [v.node, v.state]),
    [
      ["fork", "left"],
      ["a", "broken"],
      ["b", "failed"],
    ],
  );
});

test("an incident names its node only where there is such a node", () => {
  const isNode = (id: string) => id === "adjust";
  const told = { incident: "adjust: refused: it stands: locally" };
  assert.equal(incidentNode(told, isNode), "adjust");
  assert.equal(incidentText(told, isNode), "it stands: locally");
  const bare = { incident: "no_way: nothing is true" };
  assert.equal(incidentNode(bare, isNode), undefined);
  assert.equal(incidentText(bare, isNode), "nothing is true");
  assert.equal(incidentNode({ incident: "" }, isNode), undefined);
});

test("a node is called by its name, else by its kind, else by its id", () => {
  const names = new Map([
    ["a", { name: "Adjust the nozzle", kind: "serviceTask" }],
    ["b", { name: "", kind: "eventBasedGateway" }],
  ]);
  assert.equal(nodeText("a", names), "Adjust the nozzle");
  assert.equal(nodeText("b", names), "Event based gateway");
  assert.equal(nodeText("look_closer", names), "Look closer");
  assert.equal(kindWords(""), "");
});

test("parameters and results are read as people read them", () => {
  assert.deepEqual(valuesOf({ value: -3, tightened: true, lots: ["P-1", "P-2"], none: null }), [
    { name: "Value", text: "−3" },
    { name: "Tightened", text: "yes" },
    { name: "Lots", text: "P-1, P-2" },
  ]);
  assert.deepEqual(valuesOf("text"), [{ name: "", text: "text" }]);
  assert.deepEqual(valuesOf(null), []);
  assert.deepEqual(resultOf({ state: "done", result: '{"count":2}' }), [{ name: "Count", text: "2" }]);
  assert.deepEqual(resultOf({ state: "done", result: "null" }), []);
  assert.deepEqual(resultOf({ state: "running", result: "" }), []);
  assert.deepEqual(resultOf({ state: "failed", result: "true story" }), [{ name: "", text: "true story" }]);
  assert.deepEqual(resultOf({ state: "done", result: "{broken" }), [{ name: "", text: "{broken" }]);
});
