// The operator application: who is signed in, then the frame, the page the address names, and the faceplate beside it.

import "kit/theme/all.css";
import "./operator.css";
import "./flow.css";
import "./job.css";
import "./trend.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { useLinks } from "kit/api/links";
import { restoreSession, session } from "kit/api/session";
import { NavLink, Shell, Gate } from "kit/components/shell";
import { Icon } from "kit/components/icons";
import { type Destination, Palette } from "kit/components/palette";
import { Empty } from "kit/components/text";
import { capital } from "kit/format/words";
import { startLive, stopLive } from "kit/live/tags";
import { path, query, segments } from "kit/router/router";
import "kit/theme/theme";
import { AlarmsPage } from "operator/pages/alarms";
import { CommandsPage } from "operator/pages/commands";
import { OverviewPage } from "operator/pages/overview";
import { SystemPage } from "operator/pages/system";
import { TrendPage } from "operator/pages/trend";
import { UnitPage } from "operator/pages/unit";
import { AlarmBanner } from "operator/parts/alarm_banner";
import { EquipmentTree } from "operator/parts/equipment_tree";
import { Faceplate } from "operator/parts/faceplate";
import { alarms, followAlarms } from "operator/state/alarms";
import { followAuthority } from "operator/state/authority";
import { followCommands } from "operator/state/commands";
import { followJobs } from "operator/state/jobs";
import { displayName, equipmentAt, loadPlant, plant } from "operator/state/plant";

function Page() {
  const [first, ...rest] = segments.value;
  switch (first) {
    case undefined:
      return <OverviewPage />;
    case "unit":
      return <UnitPage path={rest.join("/")} />;
    case "alarms":
      return <AlarmsPage />;
    case "commands":
      return <CommandsPage />;
    case "trend":
      return <TrendPage />;
    case "system":
      return <SystemPage />;
    default:
      return <Empty title="No such page">There is nothing at “{path.value}”. Choose a page at the left.</Empty>;
  }
}

function Nav() {
  const mes = useLinks().data?.mes;
  const present = alarms.value.length;
  return (
    <>
      <NavLink href="/" icon="overview" label="Overview" />
      <NavLink href="/alarms" icon="alarm" label="Alarms" badge={present > 0 && <span class="badge">{present}</span>} />
      <NavLink href="/commands" icon="command" label="Commands" />
      <NavLink href="/trend" icon="trend" label="Trend" />
      <NavLink href="/system" icon="system" label="System" />
      <EquipmentTree />
      {mes && (
        <>
          <h2>Orders and lots</h2>
          <a href={mes} target="_self" title="Manufacturing execution">
            <Icon name="other" />
            <span class="label">MES</span>
          </a>
        </>
      )}
    </>
  );
}

function destinations(): Destination[] {
  const pages = [
    ["Overview", "/"],
    ["Alarms", "/alarms"],
    ["Alarm journal", "/alarms?tab=journal"],
    ["Commands", "/commands"],
    ["Trend", "/trend"],
    ["System", "/system"],
  ];
  return [
    ...pages.map(([label, href]) => ({ label: label!, href: href!, kind: "Page" })),
    ...(plant.value?.equipment ?? []).flatMap((e) => [
      { label: displayName(e), kind: "Unit", href: `/unit/${e.path}` },
      ...e.tags.map((t) => ({
        label: `${displayName(e)} ${t.name.replace(/_/g, " ")}`,
        kind: t.unit || "Tag",
        href: `/trend?pens=${t.path}`,
      })),
    ]),
  ];
}

function Application() {
  const shown = equipmentAt(query("show"));
  return (
    <>
      <Shell
        application="Operator"
        plant={capital(plant.value?.name || "Millwright")}
        middle={<AlarmBanner />}
        nav={<Nav />}
        drawer={shown && <Faceplate unit={shown} />}
      >
        <Page />
      </Shell>
      <Palette destinations={destinations} hint="Find a unit, a value, a page…" />
    </>
  );
}

followAlarms();
followAuthority();
followCommands();
followJobs();

effect(() => {
  if (session.value.kind === "in") {
    startLive();
    void loadPlant();
  } else {
    stopLive();
  }
});

void restoreSession();
render(<Gate application="Operator">{() => <Application />}</Gate>, document.getElementById("app")!);
