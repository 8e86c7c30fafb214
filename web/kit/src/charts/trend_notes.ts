// What is written over a trend: limits as dotted lines with their names, moments as lines under numbered flags.

import type uPlot from "uplot";
import { placeFlags } from "kit/charts/marks";
import type { TrendProps } from "kit/charts/trend";
import { priorityName } from "kit/components/priority_shape";
import { themeColour } from "kit/theme/theme";

/** The name of the value scale of one unit of measure. */
export const scaleKey = (unit: string) => `y:${unit}`;

/** Room above the plot for the flags, in CSS pixels. */
export const kFlagsHeight = 26;
const kFlag = { top: 4, height: 17, radius: 3 };

const noteFont = (scale: number, weight = "") =>
  `${weight} ${11 * scale}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;

/** Limits are named beside the plot, where no curve comes; with a second value axis there, inside at the left. */
const namedBeside = (props: Pick<TrendProps, "pens">) => new Set(props.pens.map((p) => p.unit)).size < 2;

/** Room right of the plot for the names of the limits, in CSS pixels. */
export function limitsWidth(props: Pick<TrendProps, "pens" | "limits">): number {
  const ctx = document.createElement("canvas").getContext("2d");
  if (!ctx || !namedBeside(props) || (props.limits ?? []).length === 0) return 0;
  ctx.font = noteFont(1);
  return Math.ceil(Math.max(...props.limits!.map((l) => ctx.measureText(l.label).width))) + 22;
}

/** Before the curves, so that a name never hides a value. */
export function drawLimits(plot: uPlot, props: TrendProps): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const beside = namedBeside(props);
  for (const limit of props.limits ?? []) {
    const y = plot.valToPos(limit.value, scaleKey(limit.unit), true);
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
    ctx.save();
    ctx.strokeStyle = themeColour(`--${priorityName(limit.priority)}`);
    ctx.lineWidth = 1.5 * scale;
    ctx.setLineDash([2 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillStyle = themeColour("--muted");
    ctx.font = noteFont(scale);
    ctx.textAlign = "left";
    ctx.textBaseline = beside ? "middle" : "bottom";
    if (beside) ctx.fillText(limit.label, bbox.left + bbox.width + 6 * scale, y);
    else ctx.fillText(limit.label, bbox.left + 6 * scale, y - 2 * scale);
    ctx.restore();
  }
}

export function drawMarks(plot: uPlot, { marks }: TrendProps): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const right = bbox.left + bbox.width;
  const shown = (marks ?? [])
    .map((mark) => ({ label: mark.label, x: plot.valToPos(mark.t / 1000, "x", true) }))
    .map((mark) => ({ ...mark, x: Math.max(bbox.left, Math.min(right, mark.x)) }));
  if (shown.length === 0) return;
  ctx.save();
  ctx.strokeStyle = themeColour("--accent");
  ctx.lineWidth = scale;
  ctx.beginPath();
  for (const { x } of shown) {
    ctx.moveTo(x, (kFlag.top + kFlag.height) * scale);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  drawFlags(ctx, shown, { left: bbox.left / scale, right: right / scale }, scale);
  ctx.restore();
}

function drawFlags(
  ctx: CanvasRenderingContext2D,
  marks: readonly { x: number; label: string }[],
  bounds: { left: number; right: number },
  scale: number,
): void {
  ctx.font = noteFont(scale, "600");
  ctx.textBaseline = "middle";
  const measure = (text: string) => ctx.measureText(text).width / scale;
  const places = marks.map((m) => ({ ...m, x: m.x / scale }));
  const middle = (kFlag.top + kFlag.height / 2 + 0.5) * scale;
  for (const flag of placeFlags(places, measure, bounds)) {
    ctx.fillStyle = themeColour("--accent");
    ctx.beginPath();
    ctx.roundRect(flag.x * scale, kFlag.top * scale, flag.width * scale, kFlag.height * scale, kFlag.radius * scale);
    ctx.fill();
    ctx.fillStyle = themeColour("--on-accent");
    ctx.textAlign = "center";
    ctx.fillText(flag.number, (flag.x + flag.width / 2) * scale, middle);
    ctx.fillStyle = themeColour("--text");
    ctx.textAlign = "left";
    if (flag.words !== "") ctx.fillText(flag.words, (flag.x + flag.width + 4) * scale, middle);
  }
}
