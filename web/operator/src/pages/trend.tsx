// The trend: pens and what of time is shown, both in the address, so that a view can be handed on.

import { kPenCount } from "kit/charts/trend";
import { Icon } from "kit/components/icons";
import { Empty, Loading, PageHead } from "kit/components/text";
import type { TagInfo } from "kit/api/operator_types";
import { go, query, withQuery } from "kit/router/router";
import { plant, tagAt } from "operator/state/plant";
import { PenList, PenPicker } from "operator/trend/pen_list";
import { TrendView } from "operator/trend/trend_view";
import { type ViewControl, useView } from "operator/trend/use_view";
import { kSpans } from "operator/trend/view";

const kLeastHeight = 320;
const kAroundChart = 330;

export function TrendPage() {
  const control = useView();
  if (!plant.value) return <Loading what="Loading the plant" />;
  const asked = [...new Set((query("pens") ?? "").split(",").filter(Boolean))];
  const known = asked.map(tagAt).filter((t): t is TagInfo => t !== undefined);
  const pens = known.slice(0, kPenCount);
  const unknown = asked.filter((path) => !tagAt(path));
  const choose = (tags: TagInfo[]) => go(withQuery({ pens: tags.map((t) => t.path).join(",") }));
  return (
    <div class="mw-stack">
      <PageHead title="Trend" end={pens.length > 0 && <LiveSwitch control={control} />}>
        <Spans control={control} />
      </PageHead>
      {unknown.length > 0 && (
        <p class="mw-notice wrong">The plant has no {unknown.join(", ")}: the address is of another plant, or older.</p>
      )}
      <div class="op-trend">
        {pens.length === 0 ? (
          <section class="mw-panel">
            <Empty title="No pens yet">
              Pick up to six values from the list. The address of this page then shows the same view to anyone.
            </Empty>
          </section>
        ) : (
          <TrendView tags={pens} control={control} height={Math.max(kLeastHeight, window.innerHeight - kAroundChart)} />
        )}
        <div class="mw-stack">
          {pens.length > 0 && <PenList pens={pens} choose={choose} />}
          <PenPicker pens={pens} choose={choose} />
        </div>
      </div>
    </div>
  );
}

function Spans({ control: { view } }: { control: ViewControl }) {
  const minutes = view.kind === "live" ? view.spanMs / 60_000 : undefined;
  return (
    <nav class="mw-tabs op-spans" aria-label="Span, followed live">
      {kSpans.map((span) => (
        <a
          key={span.minutes}
          href={withQuery({ span: String(span.minutes), from: undefined, to: undefined })}
          aria-current={span.minutes === minutes ? "page" : undefined}
        >
          {span.label}
        </a>
      ))}
    </nav>
  );
}

function LiveSwitch({ control }: { control: ViewControl }) {
  const live = control.view.kind === "live";
  return (
    <button
      type="button"
      class={`mw-button op-tool${live ? "" : " primary"}`}
      aria-pressed={live}
      title={live ? "The present is followed" : "Follow the present again"}
      onClick={control.live}
    >
      <Icon name="live" size={20} />
      Live
    </button>
  );
}
