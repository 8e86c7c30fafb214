// The trend itself: the plot, and over it the cursor, the selection and the moments, which can be pointed at and
// reached by keyboard. It tells what a person wants; where samples come from is the page's affair.

import type uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Range } from "kit/geometry/scale";
import { theme } from "kit/theme/theme";
import { layAxes } from "operator/trend/axes";
import { type Drawing, type DrawnPen, drawLimits, drawMoments, drawPens, drawUnits } from "operator/trend/draw";
import { type GesturePort, useGestures } from "operator/trend/gestures";
import { type Moment, grouped, within } from "operator/trend/moments";
import { CursorMark, MomentMarks, SelectionMark } from "operator/trend/overlay";
import { axisPen } from "operator/trend/pens";
import { createPlot, showRange } from "operator/trend/plot";

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface ChartProps {
  pens: readonly DrawnPen[];
  time: Range;
  moments: readonly Moment[];
  selection: Range | undefined;
  height: number;
  /** Live values are grey while the connection is lost; what is stored stays true. */
  live: boolean;
  selecting: boolean;
  canvas: RefObject<HTMLCanvasElement>;
  onBegin: () => void;
  onShow: (range: Range) => void;
  onSelect: (range: Range | undefined) => void;
  onBack: () => void;
  onLive: () => void;
  onWidth: (px: number) => void;
}

const kGroupPx = 28;
const kHelp =
  "Trend. Arrow keys pan, plus and minus zoom, Shift with an arrow moves the cursor, S selects what is shown, " +
  "Backspace goes back, End follows live.";

const shapeOf = (pens: readonly DrawnPen[]) =>
  pens.map((p) => `${p.tag.path}|${p.colour}|${p.tag.unit}|${p.tag.decimals}`).join("\n");

function boxOf(plot: uPlot): Box {
  const scale = devicePixelRatio;
  const { left, top, width, height } = plot.bbox;
  return { left: left / scale, top: top / scale, width: width / scale, height: height / scale };
}

const kNoBox: Box = { left: 0, top: 0, width: 1, height: 1 };
const sameBox = (a: Box, b: Box) =>
  a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;

/** The plot in `host`, made anew when the pens, the theme or the height change, shown anew at each render. */
function usePlot(host: RefObject<HTMLElement>, props: ChartProps): { box: Box; plot: uPlot | undefined } {
  const { pens, time, height } = props;
  const shape = shapeOf(pens);
  const axes = useMemo(() => layAxes(pens.map(axisPen)), [shape]);
  const [box, setBox] = useState(kNoBox);
  const plot = useRef<uPlot>();
  const drawing = useRef<Drawing>({ pens, axes, groups: [] });
  const xOf = (t: number) => box.left + ((t - time.low) / (time.high - time.low)) * box.width;
  drawing.current = { pens, axes, groups: grouped(within(props.moments, time), xOf, kGroupPx) };

  useLayoutEffect(() => {
    const element = host.current!;
    const size = () => ({ width: Math.max(200, element.clientWidth), height });
    const made = createPlot(element, size(), axes, pens, {
      under: (p) => drawLimits(p, drawing.current),
      over: (p) => {
        drawPens(p, drawing.current);
        drawUnits(p, drawing.current);
        drawMoments(p, drawing.current);
        setBox((old) => (sameBox(old, boxOf(p)) ? old : boxOf(p)));
      },
    });
    plot.current = made;
    props.canvas.current = made.ctx.canvas;
    const observer = new ResizeObserver(() => made.setSize(size()));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
      props.canvas.current = null;
    };
  }, [shape, theme.value, height]);

  useLayoutEffect(() => {
    if (plot.current) showRange(plot.current, time, axes, pens);
  }, [pens, time.low, time.high, props.moments, shape, theme.value, height, box.width]);
  return { box, plot: plot.current };
}

export function TrendChart(props: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const { box, plot } = usePlot(stage, props);
  const [cursor, setCursor] = useState<number>();
  const { time } = props;
  const port: GesturePort = {
    box: () => box,
    range: () => time,
    now: () => Date.now(),
    selecting: () => props.selecting,
    begin: props.onBegin,
    show: props.onShow,
    select: props.onSelect,
    point: setCursor,
    cursor: () => cursor,
    back: props.onBack,
    live: props.onLive,
  };
  useGestures(host, port);
  useEffect(() => props.onWidth(box.width), [box.width]);
  const xOf = (t: number) => box.left + ((t - time.low) / (time.high - time.low)) * box.width;
  const groups = grouped(within(props.moments, time), xOf, kGroupPx);
  const shown = cursor !== undefined && cursor >= time.low && cursor <= time.high ? cursor : undefined;
  return (
    <div
      ref={host}
      class={`op-chart${props.live ? " mw-live" : ""}`}
      data-tool={props.selecting ? "select" : "pan"}
      tabIndex={0}
      role="group"
      aria-label={kHelp}
      style={{ height: `${props.height}px` }}
    >
      <div ref={stage} class="op-chart-stage" />
      {props.selection && <SelectionMark box={box} selection={props.selection} xOf={xOf} />}
      <MomentMarks groups={groups} width={box.left + box.width} />
      {shown !== undefined && plot && <CursorMark t={shown} pens={props.pens} plot={plot} box={box} xOf={xOf} />}
    </div>
  );
}
