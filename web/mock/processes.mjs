// Workflows in BPMN in mock: the plant's own file, with an instance that waits, one that is done and one that failed.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Failure } from "./server.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const xml = readFileSync(join(here, "../../plants/bottling/workflows/fill_weight.bpmn"), "utf8");
const start = Date.now();
const iso = (t) => new Date(t).toISOString();

const kStream = { characteristic: "FILL-WEIGHT", stream: "nozzle_7" };
const kRules = "Nelson 1, Nelson 5";

/** What an instance did: [node, seconds after it began, seconds it stayed or null, activity]. */
function history(began, way) {
  const events = way.flatMap(([node, at, stayed]) => [
    { node, what: "entered", at },
    ...(stayed === null ? [] : [{ node, what: "left", at: at + stayed }]),
  ]);
  // A stable order: who leaves at the moment at which the next enters leaves first.
  const passages = events
    .map((event, order) => ({ ...event, order }))
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ node, what, at }, i) => ({ number: i + 1, node, what, time: iso(began + at * 1000) }));
  const activities = way
    .filter(([, , , activity]) => activity)
    .map(([node, at, stayed, activity]) => ({
      ...{ node, name: "", action: "", parameters: {}, state: "done", result: "null" },
      started: iso(began + at * 1000),
      ...(stayed !== null && { ended: iso(began + (at + stayed) * 1000) }),
      ...activity,
    }));
  return { passages, activities };
}

const closer = { name: "Weigh more often", action: "tighten_sampling", parameters: { ...kStream, tightened: true } };
const usual = {
  ...{ name: "Weigh as often as usual", action: "tighten_sampling" },
  parameters: { ...kStream, tightened: false },
};
const step = { name: "A bounded step towards the target", parameters: { step: "mark.mean < mark.target" } };
const adjust = {
  ...{ name: "Adjust the nozzle", action: "send_command" },
  parameters: {
    ...{ equipment: "line1/filler", command: "set_trim_7", value: -3, replaces: 0 },
    reason: `fill weight of nozzle_7: ${kRules}`,
  },
};
const begin = [
  ["marked", 0, 0],
  ["look_closer", 0, 0, closer],
];
const adjusted = [
  ...begin,
  ["confirmed", 0, 18.2],
  ["again", 18.2, 0],
  ["adjustable", 18.2, 0],
  ["step", 18.2, 0, { ...step, result: '{"trim":-3}' }],
];

const kInstances = [
  {
    ...{ id: "P-32", about: "D-32", began: start - 190_000, state: "running", at: ["repair"] },
    way: [
      ...adjusted,
      ["adjust", 18.2, 0.4, { ...adjust, result: '{"status":"confirmed","value":-3}' }],
      ["cool_down", 18.6, 10],
      ["new_phase", 28.6, 0, { name: "The chart begins anew", action: "restart_chart", parameters: kStream }],
      ["cured", 28.6, 54],
      ["not_cured", 82.6, 0],
      [
        ...["hold", 82.6, 0],
        {
          ...{ name: "Hold what was filled meanwhile", action: "hold_lots", parameters: { deviation: "D-32" } },
          result: '{"count":2,"lots":["P-125","P-126"]}',
        },
      ],
      ["decide", 82.6, 0, { name: "Ask quality to decide", action: "ask_quality", parameters: { deviation: "D-32" } }],
      [
        ...["hand_over", 82.6, 0],
        {
          ...{ name: "Tell that people take over", action: "escalate" },
          parameters: { deviation: "D-32", why: `nozzle_7 is out of control: ${kRules}` },
        },
      ],
      [
        ...["repair", 82.6, null],
        {
          ...{ name: "Find the cause at the nozzle", state: "running", result: "" },
          parameters: { role: "operator", title: "Find the cause at nozzle_7", equipment: "line1/filler" },
        },
      ],
    ],
  },
  {
    ...{ id: "P-28", about: "D-28", began: start - 9_400_000, state: "completed", at: [] },
    way: [...begin, ["confirmed", 0, 120], ["noise", 120, 0], ["as_before", 120, 0, usual], ["done", 120, 0]],
  },
  {
    ...{ id: "P-27", about: "D-27", began: start - 18_200_000, state: "failed", at: [] },
    incident: "adjust: unknown: there is no command 'set_trim_7' of line1/filler",
    way: [
      ...adjusted,
      [
        "adjust",
        18.2,
        null,
        { ...adjust, state: "failed", result: "there is no command 'set_trim_7' of line1/filler" },
      ],
    ],
  },
];

const view = ({ id, about, began, state, at, incident = "", way }) => ({
  ...{ id, process: "fill_weight", version: "1", about, state, started: iso(began) },
  ...(state !== "running" && { ended: iso(began + way.at(-1)[1] * 1000) }),
  ...{ incident, at },
});

function one(id) {
  const found = kInstances.find((i) => i.id === id);
  if (!found) throw new Failure(404, "not_found", `there is no workflow '${id}'`);
  return { instance: view(found), ...history(found.began, found.way) };
}

const countOf = (state) => kInstances.filter((i) => i.state === state).length;

function processes() {
  return [
    {
      ...{ id: "fill_weight", name: "Fill weight of a nozzle drifts", version: "1", documentation: "" },
      ...{ running: countOf("running"), completed: countOf("completed") },
      ...{ terminated: countOf("terminated"), failed: countOf("failed") },
    },
  ];
}

function diagram({ parameters: [id, version] }) {
  if (id !== "fill_weight" || version !== "1")
    throw new Failure(404, "not_found", `there is no process '${id}' version ${version}`);
  return { id, version, name: "Fill weight of a nozzle drifts", xml };
}

export const processRoutes = () => [
  ["GET", /^\/api\/v1\/processes$/, processes],
  ["GET", /^\/api\/v1\/processes\/([^/]+)\/versions\/([^/]+)$/, diagram],
  [
    "GET",
    /^\/api\/v1\/process-instances$/,
    ({ query }) => kInstances.filter((i) => !query.get("about") || i.about === query.get("about")).map(view),
  ],
  ["GET", /^\/api\/v1\/process-instances\/([^/]+)$/, ({ parameters: [id] }) => one(id)],
];
