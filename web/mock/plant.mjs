// A bottling line as the operator application's server would describe it.

import { readFileSync } from "node:fs";

const names = new URL("../kit/src/format/packml_names.json", import.meta.url);
const states = JSON.parse(readFileSync(names, "utf8"));

const real = (name, description, unit, decimals, range, normal, limits = []) => ({
  name,
  description,
  type: "real",
  unit,
  decimals,
  limits,
  ...(range ? { range: { low: range[0], high: range[1] } } : {}),
  ...(normal ? { normal: { low: normal[0], high: normal[1] } } : {}),
});
const counter = (name, description, unit = "") => ({
  name,
  description,
  type: "integer",
  unit,
  decimals: 0,
  limits: [],
});
const flag = (name, description) => ({
  name,
  description,
  type: "boolean",
  unit: "",
  decimals: 0,
  limits: [],
  states: { 0: "no", 1: "yes" },
});
const limit = (name, value, priority) => ({ name, value, priority });

const people = ["operator", "engineer"];
const command = (name, description) => ({ name, description, roles: people });
const setCommand = (name, description, unit, low, high, tag) => ({
  name,
  description,
  roles: people,
  parameter: { name: "value", type: "real", unit, range: { low, high }, setpoint_tag: tag },
});
const everyUnit = [
  command("start", "Start the unit"),
  command("stop", "Stop the unit"),
  command("reset", "Clear an abort"),
];

const header = () => [
  { name: "state", description: "PackML state", type: "integer", unit: "", decimals: 0, limits: [], states },
  {
    name: "stop_code",
    description: "Why it does not run",
    type: "integer",
    unit: "",
    decimals: 0,
    limits: [],
    states: { 0: "none", 1: "starved", 2: "blocked", 3: "stopped by command", 10: "conveyor jam" },
  },
  {
    name: "local_switch",
    description: "Switch at the machine",
    type: "boolean",
    unit: "",
    decimals: 0,
    limits: [],
    states: { 0: "remote", 1: "local" },
  },
];

const units = {
  mixer: {
    description: "Mixes the batch from syrup and water",
    tags: [
      real("level", "Level", "L", 0, [0, 2000], [300, 1800], [limit("low", 200, 3)]),
      real("temperature", "Temperature", "°C", 1, [0, 60], [15, 25]),
      counter("batch", "Number of the current batch"),
      {
        name: "batch_phase",
        description: "Phase",
        type: "integer",
        unit: "",
        decimals: 0,
        limits: [],
        states: { 0: "empty", 1: "filling", 2: "mixing", 3: "emptying" },
      },
      real("outflow", "Outflow", "L/min", 1, [0, 200]),
    ],
  },
  pasteurizer: {
    description: "Heats the product and holds it in the holding tube",
    tags: [
      real(
        "temperature",
        "Recording thermometer",
        "°C",
        1,
        [50, 95],
        [73, 78],
        [limit("high_high", 84, 1), limit("high", 80, 2), limit("low", 70, 2)],
      ),
      real("temperature_setpoint", "Set-point in force", "°C", 1, [50, 95]),
      real("control_temperature", "Control thermometer", "°C", 1, [50, 95], [73, 78]),
      real("steam_valve", "Steam valve", "%", 0, [0, 100]),
      real("flow", "Flow", "L/min", 1, [0, 150], [60, 110]),
      flag("diverted", "Product is led away from the filler"),
      flag("steam_shut", "The cut-out holds"),
      real("diverted_volume", "Diverted since start", "L", 0),
      real("dwell", "Time in the holding tube", "s", 1, [0, 120], [20, 60]),
      counter("batch", "Batch now entering"),
      real("feed_level", "Balance tank", "L", 0, [0, 300]),
    ],
    set: setCommand(
      "set_temperature",
      "Set the pasteurizing temperature",
      "°C",
      60,
      85,
      "line1/pasteurizer/temperature_setpoint",
    ),
  },
  filler: {
    description: "Fills twelve bottles a turn and weighs each",
    tags: [
      real("speed", "Speed", "bottles/min", 0, [0, 320], [150, 260]),
      real("speed_setpoint", "Speed set-point", "bottles/min", 0, [0, 320]),
      real("pressure", "Filling pressure", "bar", 2, [0, 4], [1.8, 2.4], [limit("low", 1.6, 2)]),
      counter("good_count", "Bottles passed", "bottles"),
      counter("reject_count", "Bottles rejected", "bottles"),
      real("last_fill_weight", "Last fill weight", "g", 1, [480, 520], [497, 505]),
      real("bowl_level", "Bowl level", "L", 0, [0, 120]),
      ...Array.from({ length: 12 }, (_, i) =>
        real(`nozzle_${i + 1}`, `Last weight of nozzle ${i + 1}`, "g", 1, [480, 520], [497, 505]),
      ),
    ],
    set: setCommand("set_speed", "Set the speed", "bottles/min", 60, 300, "line1/filler/speed_setpoint"),
  },
  capper: {
    description: "Caps the bottles",
    tags: [
      real("speed", "Speed", "bottles/min", 0, [0, 320], [150, 260]),
      counter("count", "Bottles capped", "bottles"),
    ],
  },
  labeller: {
    description: "Labels the bottles",
    tags: [
      real("speed", "Speed", "bottles/min", 0, [0, 320], [150, 260]),
      counter("count", "Bottles labelled", "bottles"),
    ],
  },
  palletizer: {
    description: "Stacks cases on pallets and counts good bottles",
    tags: [
      real("speed", "Speed", "bottles/min", 0, [0, 320], [150, 260]),
      counter("good_count", "Good bottles", "bottles"),
      counter("pallet_count", "Full pallets", "pallets"),
      counter("pallet_size", "Bottles on a pallet", "bottles"),
    ],
  },
  conveyors: {
    description: "Conveyors between the units",
    tags: ["filler_capper", "capper_labeller", "labeller_palletizer"].flatMap((n) => [
      counter(n, `Bottles between ${n.replace("_", " and ")}`, "bottles"),
      counter(`${n}_capacity`, `Room for bottles between ${n.replace("_", " and ")}`, "bottles"),
    ]),
  },
};

function equipment(name, spec) {
  const path = `line1/${name}`;
  return {
    path,
    name,
    description: spec.description,
    level: "work_unit",
    type: name,
    parent: "line1",
    children: [],
    tags: [...header(), ...spec.tags].map((t) => ({ path: `${path}/${t.name}`, ...t })),
    commands: [...everyUnit, ...(spec.set ? [spec.set] : [])],
  };
}

const line = {
  path: "line1",
  name: "line1",
  description: "Bottling line 1",
  level: "work_center",
  type: "line",
  parent: null,
  children: Object.keys(units).map((u) => `line1/${u}`),
  tags: [
    ...header(),
    counter("good_count", "Good bottles", "bottles"),
    counter("reject_count", "Rejected bottles", "bottles"),
    real("speed", "Speed at the palletizer", "bottles/min", 0, [0, 320]),
  ].map((t) => ({ path: `line1/${t.name}`, ...t })),
  commands: everyUnit.slice(0, 2),
};

export const plant = {
  name: "bottling",
  description: "A bottling line",
  equipment: [line, ...Object.entries(units).map(([n, s]) => equipment(n, s))],
};
export const tags = new Map(plant.equipment.flatMap((e) => e.tags.map((t) => [t.path, t])));
