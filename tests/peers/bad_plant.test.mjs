// A plant file with ten different faults: ten messages, each at its file and line.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, describe, test } from "node:test";
import { bin, root } from "../support/line.mjs";

/** [file, text there, what somebody made of it, what the message must name]. One fault each. */
const faults = [
  ["plant.yaml", "    limit: high\n", "    limit: hihg\n", /hihg/],
  ["plant.yaml", "protocol: modbus_tcp", "protocol: modbus_udp", /modbus_udp/],
  ["plant.yaml", "line1/stop: {min_interval: 5s}", "line1/halt: {min_interval: 5s}", /halt/],
  ["line.yaml", "labeller: {type: packing_machine", "labeller: {type: packing_machin", /packing_machin/],
  ["types/mixer.yaml", "range: [0, 350]", "range: [350, 0]", /range|350/],
  ["types/filler.yaml", "unit: bar", "unit: baar", /baar/],
  ["types/pasteurizer.yaml", "deadband: 0.5, delay: 2s,", "deadband: 0.5, dealy: 2s,", /dealy/],
  ["types/pasteurizer.yaml", "- {require: not steam_shut,", "- {require: not steam_shot,", /steam_shot/],
  [
    "types/palletizer.yaml",
    "address: {register: 30, encoding: uint32}",
    "address: {register: 31, encoding: uint32}",
    /31|block/,
  ],
  ["types/conveyors.yaml", "encoding: uint32", "encoding: uint23", /uint23/],
];

function check(folder) {
  return new Promise((resolve) =>
    execFile(path.join(bin, "millwright"), ["check", folder], (error, stdout, stderr) =>
      resolve({ code: error ? error.code : 0, lines: stdout.split("\n").filter(Boolean), stderr }),
    ),
  );
}

describe("a plant file with faults", () => {
  let folder;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "millwright-faults-"));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test("the bottling plant has none", async () => {
    const { code, lines, stderr } = await check(path.join(root, "plants/bottling"));
    assert.deepEqual([code, lines], [0, []], stderr);
  });

  test("ten different faults are ten messages, each at its file and line", async () => {
    const plant = path.join(folder, "ten");
    await cp(path.join(root, "plants/bottling"), plant, { recursive: true });
    const places = [];
    for (const [file, from, to, names] of faults) {
      const whole = await readFile(path.join(plant, file), "utf8");
      const at = whole.indexOf(from);
      assert.ok(at >= 0, `${file} has no “${from}” any more`);
      await writeFile(path.join(plant, file), whole.slice(0, at) + to + whole.slice(at + from.length));
      const lead = from.length - from.trimStart().length;
      places.push({ at: `${file}:${whole.slice(0, at + lead).split("\n").length}`, names });
    }
    const { code, lines } = await check(plant);
    assert.equal(code, 1);
    for (const line of lines) assert.match(line, /^\S+:\d+: \S.*/);
    for (const { at, names } of places) {
      const found = lines.filter((line) => line.includes(`${at}: `));
      assert.ok(
        found.some((line) => names.test(line)),
        `nothing is said of ${at}:\n${lines.join("\n")}`,
      );
    }
    assert.equal(lines.length, faults.length, lines.join("\n"));
  });
});
