// The MES application: who is signed in, then the frame, the page the address names, and the drawer beside it.

import "kit/theme/all.css";
import "./mes.css";
import "./gantt.css";
import "./plan.css";
import "./station.css";
import "./materials.css";
import "./trace.css";
import "./planning.css";
import "./definitions.css";
import "./charts.css";
import "./processes.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { useLinks } from "kit/api/links";
import type { Characteristic } from "kit/api/mes_charts";
import type { Deviation, Lot, Order, Task } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { restoreSession, session } from "kit/api/session";
import { Icon } from "kit/components/icons";
import { type Destination, Palette, paletteOpen } from "kit/components/palette";
import { Gate, NavLink, Shell } from "kit/components/shell";
import { Empty } from "kit/components/text";
import { capital, count, shortId } from "kit/format/words";
import { startLive, stopLive } from "kit/live/changes";
import { path, query, segments } from "kit/router/router";
import "kit/theme/theme";
import { ChartPage } from "mes/pages/chart";
import { ChartsPage } from "mes/pages/charts";
import { DefinitionPage } from "mes/pages/definition";
import { DefinitionChangePage } from "mes/pages/definition_change";
import { DefinitionsPage } from "mes/pages/definitions";
import { DeviationPage } from "mes/pages/deviation";
import { DeviationsPage } from "mes/pages/deviations";
import { LotPage } from "mes/pages/lot";
import { LotsPage } from "mes/pages/lots";
import { MaterialsPage } from "mes/pages/materials";
import { OrderPage } from "mes/pages/order";
import { OrdersPage } from "mes/pages/orders";
import { PlanPage } from "mes/pages/plan";
import { ProcessPage } from "mes/pages/process";
import { ProcessInstancePage } from "mes/pages/process_instance";
import { StationPage } from "mes/pages/station";
import { SystemPage } from "mes/pages/system";
import { TasksPage } from "mes/pages/tasks";
import { TodayPage } from "mes/pages/today";
import { TracePage } from "mes/pages/trace";
import { WorkflowDrawer, WorkflowsPage } from "mes/pages/workflows";
import { useChanges } from "mes/definitions/use_definitions";
import { MaterialDrawer } from "mes/materials/material_drawer";
import { DeviationMark, Progress } from "mes/parts/marks";
import { chartHref, chartOf, streamName } from "mes/state/chart_words";
import { shapeOf } from "mes/state/definition_shapes";
import { compareUrgency, headline, isOpen, kindText } from "mes/state/words";

function Page() {
  const [first, id, rest] = segments.value;
  switch (first) {
    case undefined:
      return <TodayPage />;
    case "station":
      return <StationPage />;
    case "materials":
      return <MaterialsPage />;
    case "orders":
      return id ? <OrderPage id={id} key={id} /> : <OrdersPage />;
    case "plan":
      return <PlanPage />;
    case "definitions":
      return <DefinitionsAt section={id} id={rest} />;
    case "lots":
      return id ? <LotPage id={id} key={id} /> : <LotsPage />;
    case "trace":
      return <TracePage />;
    case "charts":
      return id && rest ? <ChartPage characteristic={id} stream={rest} key={`${id}/${rest}`} /> : <ChartsPage />;
    case "deviations":
      return id ? <DeviationPage id={id} key={id} /> : <DeviationsPage />;
    case "workflows":
      return <WorkflowsAt section={id} id={rest} version={segments.value[3]} />;
    case "tasks":
      return <TasksPage />;
    case "system":
      return <SystemPage />;
    default:
      return <Empty title="No such page">There is nothing at “{path.value}”. Choose a page at the left.</Empty>;
  }
}

/** /definitions, /definitions/changes/{id}, /definitions/{section}/{id} */
function DefinitionsAt({ section, id }: { section: string | undefined; id: string | undefined }) {
  const shape = shapeOf(section);
  if (section === "changes" && id) return <DefinitionChangePage id={id} key={id} />;
  return shape && id ? <DefinitionPage shape={shape} id={id} key={`${section}/${id}`} /> : <DefinitionsPage />;
}

/** /workflows, /workflows/processes/{id}[/{version}], /workflows/instances/{id} */
function WorkflowsAt({ section, id, version }: { section?: string; id?: string; version?: string }) {
  if (section === "processes" && id) return <ProcessPage id={id} version={version} key={`${id}/${version}`} />;
  if (section === "instances" && id) return <ProcessInstancePage id={id} key={id} />;
  return <WorkflowsPage />;
}

/** What stands beside the page, named by ?show=. */
function DrawerOf({ id }: { id: string }) {
  if (segments.value[0] === "workflows") return <WorkflowDrawer id={id} />;
  return segments.value[0] === "materials" ? <MaterialDrawer id={id} /> : null;
}

const useOrders = () => useResource<Order[]>("/api/v1/orders", ["orders"]).data ?? [];
const useDeviations = () => useResource<Deviation[]>("/api/v1/deviations", ["deviations"]).data ?? [];
const useHolds = () => useResource<Lot[]>("/api/v1/holds", ["lots"]).data ?? [];
const useOpenTasks = () => useResource<Task[]>("/api/v1/tasks?state=open", ["tasks"]).data ?? [];

/** How many changes of definitions wait for somebody. */
function useDraftBadge() {
  const drafts = (useChanges().data ?? []).filter((change) => change.state === "draft").length;
  return drafts > 0 && <span class="badge">{drafts}</span>;
}

/** How many streams are out of control. */
function useChartBadge() {
  const out = useDeviations().filter((d) => chartOf(d.rule) && !d.cleared_at).length;
  return out > 0 && <span class="badge">{out}</span>;
}

function DayState() {
  const running = useOrders().find((o) => o.state === "Running");
  const worst = useDeviations().filter(isOpen).sort(compareUrgency)[0];
  const holds = useHolds().length;
  return (
    <div class="mes-day">
      {!running && !worst && holds === 0 && <span class="mw-muted">No order runs, and nothing is held</span>}
      {running && (
        <a href={`/orders/${encodeURIComponent(running.id)}`}>
          {running.id}
          <Progress order={running} />
        </a>
      )}
      {worst && (
        <a class="worst" href={`/deviations/${encodeURIComponent(worst.id)}`}>
          <DeviationMark deviation={worst} size={24} />
          <strong class="mw-headline">{headline(worst)}</strong>
        </a>
      )}
      {holds > 0 && (
        <a href="/lots?disposition=held">
          <Icon name="lock" />
          {count(holds, "lot")} held
        </a>
      )}
    </div>
  );
}

function Nav() {
  const operator = useLinks().data?.operator;
  const open = useDeviations().filter(isOpen).length;
  const tasks = useOpenTasks().length;
  return (
    <>
      <NavLink href="/" icon="today" label="Today" />
      <NavLink href="/station" icon="station" label="Station" />
      <NavLink href="/orders" icon="orders" label="Orders" deep />
      <NavLink href="/plan" icon="plan" label="Plan" />
      <NavLink href="/materials" icon="materials" label="Materials" />
      <NavLink href="/lots" icon="lots" label="Lots" deep />
      <NavLink href="/definitions" icon="definitions" label="Definitions" deep badge={useDraftBadge()} />
      <NavLink href="/trace" icon="trace" label="Trace" deep />
      <NavLink href="/charts" icon="charts" label="Charts" deep badge={useChartBadge()} />
      <NavLink
        href="/deviations"
        icon="deviations"
        label="Deviations"
        deep
        badge={open > 0 && <span class="badge">{open}</span>}
      />
      <NavLink href="/workflows" icon="workflows" label="Workflows" deep />
      <NavLink href="/tasks" icon="tasks" label="Tasks" badge={tasks > 0 && <span class="badge">{tasks}</span>} />
      <NavLink href="/system" icon="system" label="System" />
      {operator && (
        <>
          <h2>Shop floor</h2>
          <a href={operator} target="_self" title="Operator application">
            <Icon name="other" />
            <span class="label">Operator</span>
          </a>
        </>
      )}
    </>
  );
}

function Application() {
  const orders = useOrders();
  const deviations = useDeviations();
  const lots = useResource<Lot[]>(paletteOpen.value ? "/api/v1/lots" : undefined).data ?? [];
  const charts = useResource<Characteristic[]>(paletteOpen.value ? "/api/v1/charts" : undefined).data ?? [];
  const destinations = (): Destination[] => [
    ...[
      "Station",
      "Orders",
      "Plan",
      "Materials",
      "Lots",
      "Definitions",
      "Trace",
      "Charts",
      "Deviations",
      "Workflows",
      "Tasks",
      "System",
    ].map((label) => ({
      label,
      href: `/${label.toLowerCase()}`,
      kind: "Page",
    })),
    { label: "Today", href: "/", kind: "Page" },
    ...orders.map((o) => ({
      label: `${o.id} ${o.description}`,
      href: `/orders/${encodeURIComponent(o.id)}`,
      kind: `Order, ${o.state}`,
    })),
    ...deviations.map((d) => ({
      label: `${headline(d)} ${shortId(d.id)}`,
      href: `/deviations/${encodeURIComponent(d.id)}`,
      kind: "Deviation",
    })),
    ...charts.flatMap((of) =>
      of.streams.map(({ stream, deviation }) => ({
        label: `${of.name}, ${streamName(stream).toLowerCase()}`,
        href: chartHref(of.id, stream),
        kind: deviation ? "Chart, out of control" : "Chart",
      })),
    ),
    ...lots.map((l) => ({
      label: l.id,
      href: `/lots/${encodeURIComponent(l.id)}`,
      kind: l.disposition === "held" ? `${kindText(l.kind)}, held` : kindText(l.kind),
    })),
  ];
  const plant = useResource<{ name: string }>("/api/v1/plant").data?.name;
  const shown = query("show");
  return (
    <>
      <Shell
        application="MES"
        plant={capital(plant || "Millwright")}
        middle={<DayState />}
        nav={<Nav />}
        drawer={shown ? <DrawerOf id={shown} key={shown} /> : null}
      >
        <Page />
      </Shell>
      <Palette destinations={destinations} hint="Find an order, a lot, a deviation, a page…" />
    </>
  );
}

effect(() => {
  if (session.value.kind === "in") startLive();
  else stopLive();
});

void restoreSession();
render(<Gate application="Manufacturing execution">{() => <Application />}</Gate>, document.getElementById("app")!);
