// The frame of both applications: banner on top, duties left, the page, the drawer right, and what lies over them.

import { computed, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { session, signOut } from "kit/api/session";
import { ConfirmHost } from "kit/components/confirm";
import { BrandMark, Icon, type IconName } from "kit/components/icons";
import { openPalette } from "kit/components/palette";
import { SignIn } from "kit/components/sign_in";
import { clockTime } from "kit/format/time";
import { now } from "kit/live/clock";
import { link } from "kit/live/link";
import { path } from "kit/router/router";
import { theme, toggleTheme } from "kit/theme/theme";

const kNavKey = "millwright.nav";
const small = window.matchMedia("(max-width: 900px)");
const smallScreen = signal(small.matches);
small.addEventListener("change", () => (smallScreen.value = small.matches));
const chosenNarrow = signal(localStorage.getItem(kNavKey) === "narrow");
/** As the person chose; on a small screen always. */
const narrow = computed(() => smallScreen.value || chosenNarrow.value);

function toggleNav(): void {
  chosenNarrow.value = !chosenNarrow.peek();
  localStorage.setItem(kNavKey, chosenNarrow.peek() ? "narrow" : "wide");
}

interface ShellProps {
  application: string;
  plant: string;
  middle: ComponentChildren;
  nav: ComponentChildren;
  drawer: ComponentChildren;
  children: ComponentChildren;
}

/** The shell for someone signed in, the sign-in page for everybody else. */
export function Gate({ application, children }: { application: string; children: () => ComponentChildren }) {
  const state = session.value;
  if (state.kind === "asking") return <div class="mw-loading" />;
  if (state.kind === "out") return <SignIn application={application} notice={state.notice} />;
  return <>{children()}</>;
}

export function Shell({ application, plant, middle, nav, drawer, children }: ShellProps) {
  return (
    <div class="mw-shell" data-nav={narrow.value ? "narrow" : "wide"}>
      <header class="mw-banner">
        <a class="mw-brand" href="/">
          <BrandMark />
          <span class="mw-ellipsis">
            {plant}
            <small>{application}</small>
          </span>
        </a>
        <div class="mw-banner-middle">{middle}</div>
        <BannerEnd />
      </header>
      <nav class="mw-nav" aria-label="Main">
        {nav}
        <span class="grow" />
        {!smallScreen.value && (
          <button
            onClick={toggleNav}
            title={narrow.value ? "Show the names" : "Show the icons alone"}
            aria-label={narrow.value ? "Widen the navigation" : "Collapse the navigation"}
          >
            <Icon name={narrow.value ? "unfold" : "fold"} />
            <span class="label mw-muted">Collapse</span>
          </button>
        )}
      </nav>
      <main class="mw-page" tabIndex={-1}>
        {children}
      </main>
      {drawer}
      <ConfirmHost />
    </div>
  );
}

function BannerEnd() {
  const state = session.value;
  return (
    <div class="mw-banner-end">
      <LinkState />
      <button
        class="mw-button quiet icon"
        onClick={openPalette}
        title="Find anything (Ctrl-K)"
        aria-label="Find anything"
      >
        <Icon name="search" />
      </button>
      <button
        class="mw-button quiet icon wide-only"
        onClick={toggleTheme}
        title="Light or dark"
        aria-label="Light or dark"
      >
        <Icon name={theme.value === "dark" ? "sun" : "moon"} />
      </button>
      <span class="mw-clock mw-num">{clockTime(now.value)}</span>
      {state.kind === "in" && (
        <span class="mw-user mw-nowrap" title={`Roles: ${state.session.roles.join(", ") || "none"}`}>
          {state.session.user}
        </span>
      )}
      <button class="mw-button quiet icon" onClick={() => void signOut()} title="Sign out" aria-label="Sign out">
        <Icon name="leave" />
      </button>
    </div>
  );
}

function LinkState() {
  const { connected, everConnected, lastFrameAt } = link.value;
  if (!connected && !everConnected) return <span class="mw-link-state">connecting…</span>;
  return (
    <span class="mw-link-state" data-up={connected} role="status">
      {connected ? <span title="Values are live">live</span> : `no connection since ${clockTime(lastFrameAt)}`}
    </span>
  );
}

interface NavLinkProps {
  href: string;
  icon: IconName;
  label: string;
  badge?: ComponentChildren;
  /** Also current on every address below. */
  deep?: boolean;
}

export function NavLink({ href, icon, label, badge, deep }: NavLinkProps) {
  const here = path.value === href || (deep === true && path.value.startsWith(`${href}/`));
  return (
    <a href={href} aria-current={here ? "page" : undefined} title={label}>
      <Icon name={icon} />
      <span class="label">{label}</span>
      {badge}
    </a>
  );
}
