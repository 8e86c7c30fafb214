import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandResult, JournalRow, TagInfo } from "kit/api/operator_types";
import { alarmMoments, commandMoments, grouped, leading, turningPoints, within } from "operator/trend/moments";

const kPressure = "line1/filler/pressure";
const row = (minute: number, state: string, alarm = `${kPressure}/low`, user: string | null = null) =>
  ({ time: `2026-03-01T10:${minute}:00Z`, alarm, state, user, value: 1.5, quality: "Good" }) as unknown as JournalRow;
const tag = (path: string) =>
  ({ path, unit: "bar", decimals: 2, limits: [{ name: "low", value: 1.6, priority: 2 }] }) as unknown as TagInfo;
const kinds = (rows: JournalRow[]) =>
  turningPoints([...rows].reverse()).map(({ row: r, kind }) => `${r.time[15]}${kind}`);

test("an alarm is raised with UNACK and over with RTNUN, or with NORM after it was acknowledged", () => {
  assert.deepEqual(kinds([row(10, "UNACK"), row(11, "ACKED"), row(12, "NORM")]), ["0raised", "2cleared"]);
  assert.deepEqual(kinds([row(10, "UNACK"), row(11, "RTNUN"), row(12, "NORM")]), ["0raised", "1cleared"]);
  assert.deepEqual(kinds([row(10, "UNACK"), row(11, "RTNUN"), row(12, "UNACK")]), ["0raised", "1cleared", "2raised"]);
});

test("where the journal begins with NORM, a person's is an acknowledgement and nobody's is the end", () => {
  assert.deepEqual(kinds([row(10, "NORM", undefined, "ahmet")]), []);
  assert.deepEqual(kinds([row(10, "NORM")]), ["0cleared"]);
});

test("the transitions of one alarm say nothing of another", () => {
  assert.deepEqual(kinds([row(10, "RTNUN"), row(11, "ACKED", "a/b/high"), row(12, "NORM", "a/b/high")]), [
    "0cleared",
    "2cleared",
  ]);
});

test("alarms of the pens' units alone are shown, with their priority and value", () => {
  const journal = [row(12, "UNACK", "line1/capper/torque/low"), row(10, "UNACK")];
  const [moment, ...rest] = alarmMoments(journal, [tag("line1/filler/speed")], tag);
  assert.deepEqual(rest, []);
  assert.deepEqual([moment!.kind, moment!.priority], ["raised", 2]);
  assert.equal(moment!.text, "Filler pressure low raised, 1.50 bar");
});

test("a command to the line concerns its units, one to another unit does not", () => {
  const command = (equipment: string) =>
    ({
      equipment,
      command: "set_speed",
      state: "completed",
      time: "2026-03-01T10:10:00Z",
      parameters: { value: 240 },
      requester: "ahmet",
    }) as unknown as CommandResult;
  const found = commandMoments([command("line1"), command("line1/capper")], [tag(kPressure)]);
  assert.deepEqual(
    found.map((m) => m.text),
    ["Line 1: Set speed 240 by ahmet, completed"],
  );
});

test("moments are cut to the range, ordered, and gathered where their shapes would cover each other", () => {
  const of = (t: number, kind: "raised" | "cleared" | "command", priority: number) => ({ t, kind, priority, text: "" });
  const all = [of(50, "command", 0), of(10, "cleared", 1), of(12, "raised", 3), of(900, "raised", 1)];
  const groups = grouped(within(all, { low: 0, high: 100 }), (t) => t, 16);
  assert.deepEqual(
    groups.map((g) => [g.x, g.moments.length]),
    [
      [10, 2],
      [50, 1],
    ],
  );
  assert.equal(leading(groups[0]!).priority, 3);
});
