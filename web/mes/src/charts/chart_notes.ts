// What is drawn beneath and over a control chart: specification, the beginning of the phase, the names of the lines at
// the right, and the marked points.

import type uPlot from "uplot";
import { formatNumber } from "kit/format/number";
import { themeColour } from "kit/theme/theme";
import type { Drawn } from "mes/charts/chart_plot";
import { apart } from "mes/state/chart_series";
import { givenNumber } from "mes/state/chart_words";

const noteFont = (scale: number) => `${11 * scale}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;
const kLineHeight = 14;
/** A chart as narrow as a telephone names its lines in the readout alone. */
const kNarrow = 560;

interface Line {
  value: number;
  name: string;
  specification: boolean;
}

/** The lines that have a name: the specification, and centre and limits as they are at the right edge. */
function linesOf({ series, specification, window, decimals }: Drawn): Line[] {
  const last = window.to - 1;
  const line = (name: string, value: number | null | undefined, spec: boolean): Line[] =>
    typeof value === "number"
      ? [{ value, name: `${name} ${spec ? givenNumber(value) : formatNumber(value, decimals)}`, specification: spec }]
      : [];
  return [
    ...line("Upper spec", specification.upper, true),
    ...line("Target", specification.target, true),
    ...line("Lower spec", specification.lower, true),
    ...line("Upper limit", series.upper[last], false),
    ...line("Centre", series.centre[last], false),
    ...line("Lower limit", series.lower[last], false),
  ];
}

/** Room right of the plot for the names, in CSS pixels. */
export function namesWidth(drawn: Drawn, width: number): number {
  const ctx = document.createElement("canvas").getContext("2d");
  if (!ctx || width < kNarrow) return 12;
  ctx.font = noteFont(1);
  return Math.ceil(Math.max(0, ...linesOf(drawn).map((l) => ctx.measureText(l.name).width))) + 20;
}

export function drawLines(plot: uPlot, drawn: Drawn): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const bottom = bbox.top + bbox.height;
  const lines = linesOf(drawn)
    .map((line) => ({ ...line, y: plot.valToPos(line.value, "y", true) }))
    .filter(({ y }) => y >= bbox.top && y <= bottom);
  ctx.save();
  ctx.lineWidth = 1.5 * scale;
  ctx.strokeStyle = themeColour("--text");
  for (const line of lines.filter((l) => l.specification)) {
    const target = line.value === drawn.specification.target;
    ctx.setLineDash(target ? [2 * scale, 4 * scale] : [12 * scale, 4 * scale]);
    stroke(ctx, bbox.left, line.y, right, line.y);
  }
  drawPhase(plot, drawn);
  if (plot.width >= kNarrow) {
    ctx.font = noteFont(scale);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    const places = apart(
      lines.map((l) => l.y),
      kLineHeight * scale,
      bottom,
    );
    lines.forEach((line, i) => {
      ctx.fillStyle = themeColour(line.specification ? "--text" : "--muted");
      ctx.fillText(line.name, right + 8 * scale, places[i]!);
    });
  }
  ctx.restore();
}

function stroke(ctx: CanvasRenderingContext2D, x1: number, y1: number, x2: number, y2: number): void {
  ctx.beginPath();
  ctx.moveTo(x1, y1);
  ctx.lineTo(x2, y2);
  ctx.stroke();
}

/** A line between the last point of the phase before and the first of the present one. */
function drawPhase(plot: uPlot, { series, window }: Drawn): void {
  const { phase } = series;
  if (phase === undefined || phase <= window.from || phase > window.to) return;
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const x = plot.valToPos(phase - 0.5, "x", true);
  ctx.setLineDash([]);
  ctx.strokeStyle = themeColour("--accent");
  stroke(ctx, x, bbox.top, x, bbox.top + bbox.height);
  ctx.font = noteFont(scale);
  ctx.fillStyle = themeColour("--accent");
  ctx.textBaseline = "top";
  const name = "New phase";
  const fits = x + (ctx.measureText(name).width + 6 * scale) < bbox.left + bbox.width;
  ctx.textAlign = fits ? "left" : "right";
  ctx.fillText(name, x + (fits ? 4 : -4) * scale, bbox.top + 2 * scale);
}

/** Diamonds, so that a marked point is told without its colour too; a ring around the one that is looked at. */
export function drawMarked(plot: uPlot, { series, window, chosen }: Drawn): void {
  const { ctx } = plot;
  const scale = devicePixelRatio;
  const at = (i: number) => [plot.valToPos(i, "x", true), plot.valToPos(series.values[i]!, "y", true)] as const;
  const size = (window.to - window.from > 1500 ? 3.5 : 5.5) * scale;
  ctx.save();
  ctx.fillStyle = themeColour("--high");
  ctx.strokeStyle = themeColour("--text");
  ctx.lineWidth = 0.75 * scale;
  ctx.beginPath();
  for (const i of series.marked) {
    if (i < window.from || i >= window.to) continue;
    const [x, y] = at(i);
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.closePath();
  }
  ctx.fill();
  ctx.stroke();
  if (chosen !== undefined && chosen >= window.from && chosen < window.to) {
    const [x, y] = at(chosen);
    ctx.strokeStyle = themeColour("--accent");
    ctx.lineWidth = 2 * scale;
    ctx.beginPath();
    ctx.arc(x, y, 9 * scale, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}
