// The deviations that the charts in mock raised, and their stories.
import { characteristics } from "./charts.mjs";

const start = Date.now();
const iso = (t) => new Date(t).toISOString();
const nozzle = characteristics[0].streams[6];
const last = nozzle.points.at(-1);

const deviation = (id, began, more) => ({
  ...{ id, rule: "FILL-WEIGHT/nozzle_7", equipment: "line1/filler", tag: "line1/filler/nozzle_7", severity: 2 },
  ...{ limit: "Nelson 1, Nelson 5", limit_value: last.upper, unit: "g", value: 509.1, recovered: false },
  ...{ opened_at: iso(start - began), cleared_at: null, closed_at: null, workflow: null, lots: [] },
  summary: "Fill weight of nozzle_7 is 509.1 g, centre 500.1, σ 1.92: Nelson 1, Nelson 5",
  ...more,
});
const over = (began) => ({
  ...{ state: "closed", cleared_at: iso(start - began + 300_000), closed_at: iso(start - began + 400_000) },
  ...{ limit: "Nelson 2", summary: "Fill weight of nozzle_7 is 503.9 g, centre 500.1, σ 1.92: Nelson 2" },
});

export const chartDeviations = [
  deviation("D-32", 190_000, { state: "escalated", lots: ["P-125"] }),
  deviation("D-28", 9_400_000, over(9_400_000)),
  deviation("D-27", 18_200_000, over(18_200_000)),
];

const repair = (d) => ({
  ...{ id: "T-9", title: "Find the cause at nozzle_7", role: "operator", kind: "process", state: "open" },
  detail: "Completing this task begins its chart anew and gives it back to automatic adjustment.",
  ...{ deviation: d.id, lot: null, created: iso(Date.parse(d.opened_at) + 82_600), done_by: null, done_at: null },
});

export function chartStory(id, lots) {
  const d = chartDeviations.find((each) => each.id === id);
  const opened = Date.parse(d.opened_at);
  const hop = (place, after, label = "") => ({
    ...{ place, label, time: iso(opened + after), since_previous_ms: after === 0 ? null : 3 },
  });
  return {
    ...d,
    chain: [hop("plc", 0, "Weighed"), hop("scada", 40), hop("mes.received", 50), hop("mes.recorded", 53)],
    restoration: [],
    samples: nozzle.points.slice(-60).map(({ time, value }) => ({ time, value, quality: "Good" })),
    actions: [
      { time: d.opened_at, what: "raised", by: "chart", detail: d.summary },
      { time: iso(opened + 18_200), what: "set_trim_7 -3 asked for", by: "workflow fill_weight", detail: d.limit },
    ],
    sources: [],
    lots: lots.filter((lot) => d.lots.includes(lot.id)),
    tasks: d.state === "closed" ? [] : [repair(d)],
    workflow: null,
  };
}
