// The story of a deviation: the chain with a time at each hop, the trend with the limit and the moments of the actions,
// the workflow, what a person still has to do, and the lots touched.

import { useMemo } from "preact/hooks";
import type { DeviationStory, Workflow } from "kit/api/mes_types";
import { useResource } from "kit/api/resource";
import { type LimitLine, type Mark, type Pen, Trend } from "kit/charts/trend";
import { Empty, Fault, Loading, Panel, Quantity, Time } from "kit/components/text";
import { qualityClass } from "kit/format/quality";
import { parseUtc } from "kit/format/time";
import { count, sentence, sentenceCase, unitName } from "kit/format/words";
import { ActionList } from "mes/parts/action_list";
import { ChainFigures, ChainView } from "mes/parts/chain_view";
import { LotTable } from "mes/parts/lot_table";
import { DeviationMark, DeviationState } from "mes/parts/marks";
import { isOpenTask, TaskList } from "mes/parts/task_list";
import { WorkflowSteps } from "mes/parts/workflow_steps";
import { AboutPanel, useInstancesAbout } from "mes/processes/about_panels";
import { chartHref, chartOf, limitText, streamName } from "mes/state/chart_words";
import { actionText, headline, priorityOf, ruleText } from "mes/state/words";

export function DeviationPage({ id }: { id: string }) {
  const found = useResource<DeviationStory>(`/api/v1/deviations/${encodeURIComponent(id)}`, [
    "deviations",
    "workflows",
    "tasks",
    "lots",
  ]);
  const story = found.data;
  if (found.missing)
    return (
      <Empty title={`No deviation ${id}`}>It may have been typed wrongly. All of them are under Deviations.</Empty>
    );
  if (!story) return found.error ? <Fault>{found.error}</Fault> : <Loading what="Loading the deviation" />;
  const open = story.tasks.filter(isOpenTask);
  return (
    <div class="mw-stack">
      <Head story={story} />
      <Panel title="What happened, and when" flush>
        <div class="body">
          <ChainView chain={story.chain} />
          {story.restoration && story.restoration.length > 0 && (
            <>
              <h3 class="mes-chain-title">Restoring the recipe’s set-point</h3>
              <ChainView chain={story.restoration} />
            </>
          )}
        </div>
      </Panel>
      <div class="mw-columns">
        <div class="mw-stack">
          <StoryTrend story={story} />
          <Actions story={story} />
        </div>
        <div class="mw-stack">
          <Panel
            title={open.length === 0 ? "What a person still has to do" : `${count(open.length, "task")} for a person`}
            flush
          >
            <TaskList tasks={story.tasks} empty="The workflow needs nobody. Held lots wait for quality below." />
          </Panel>
          <Workflows story={story} />
          <Sources story={story} />
        </div>
      </div>
      <Panel title={story.lots.length === 0 ? "Lots touched" : `${count(story.lots.length, "lot")} touched`} flush>
        {story.lots.length === 0 ? (
          <Empty title="No lots touched">Nothing was in the unit while its value was beyond the limit.</Empty>
        ) : (
          <LotTable lots={story.lots} actions />
        )}
      </Panel>
    </div>
  );
}

function Head({ story }: { story: DeviationStory }) {
  const chart = chartOf(story.rule);
  return (
    <header class="mes-story-head">
      <div>
        <DeviationMark deviation={story} size={36} />
        <div>
          <h1>{headline(story)}</h1>
          <span class="mw-muted">
            {chart ? (
              <a href={chartHref(chart.characteristic, chart.stream)}>
                Chart of {streamName(chart.stream).toLowerCase()}
              </a>
            ) : (
              unitName(story.equipment)
            )}
            , opened <Time at={story.opened_at} />
            {story.cleared_at && (
              <>
                , back at <Time at={story.cleared_at} />
              </>
            )}
            {" · "}
            <DeviationState deviation={story} />
          </span>
        </div>
      </div>
      <ChainFigures chain={story.chain} />
    </header>
  );
}

/** What is shown before the first action and after the last: more would press them together. */
const kAroundMs = 60_000;

function StoryTrend({ story }: { story: DeviationStory }) {
  const chart = useMemo(() => {
    const points = story.samples
      .map((s) => ({
        t: parseUtc(s.time),
        v: qualityClass(s.quality) !== "bad" && typeof s.value === "number" ? s.value : null,
      }))
      .filter((p): p is typeof p & { t: NonNullable<typeof p.t> } => p.t !== undefined)
      .sort((a, b) => a.t - b.t);
    const pens: Pen[] = [
      { label: sentenceCase(story.tag.split("/").at(-1) ?? ""), unit: story.unit, decimals: 1, points },
    ];
    const limits: LimitLine[] = [
      {
        value: story.limit_value,
        unit: story.unit,
        priority: priorityOf(story),
        label: limitText(story),
      },
    ];
    const marks: Mark[] = story.actions
      .map((a) => ({ t: parseUtc(a.time) ?? 0, label: actionText(a.what) }))
      .filter((m) => m.t > 0);
    const first = Math.max(points[0]?.t ?? 0, (marks[0]?.t ?? 0) - kAroundMs);
    const last = Math.min(points.at(-1)?.t ?? first + kAroundMs, (marks.at(-1)?.t ?? Infinity) + kAroundMs);
    return {
      pens,
      limits,
      marks,
      time: { low: first, high: Math.max(last, first + 10_000) },
      empty: points.length === 0,
    };
  }, [story]);
  return (
    <Panel
      title={`${unitName(story.equipment)}, ${story.tag.split("/").at(-1)?.replace(/_/g, " ")}`}
      flush
      end={
        <span>
          <span class="mw-muted mw-small">when raised </span>
          <Quantity value={story.value} unit={story.unit} decimals={1} />
        </span>
      }
    >
      {chart.empty ? (
        <Empty title="No samples yet">
          The values around the deviation are asked for over the bus and appear here.
        </Empty>
      ) : (
        <Trend pens={chart.pens} time={chart.time} height={320} limits={chart.limits} marks={chart.marks} />
      )}
    </Panel>
  );
}

/** A deviation begins a workflow that is built in, or some of the plant's own. */
function Workflows({ story }: { story: DeviationStory }) {
  const found = useInstancesAbout(story.id);
  const instances = found.data ?? [];
  if (!story.workflow && !found.data && !found.error) return null;
  return (
    <>
      {instances.length > 0 && <AboutPanel instances={instances} />}
      {(story.workflow || instances.length === 0) && <WorkflowPanel workflow={story.workflow} />}
    </>
  );
}

function WorkflowPanel({ workflow }: { workflow: Workflow | null | undefined }) {
  if (!workflow) {
    return (
      <Panel title="Workflow">
        <Empty title="No workflow ran">This deviation was recorded only.</Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title={`Workflow: ${ruleText(workflow.definition)}`}
      flush
      end={<a href={`/workflows?show=${encodeURIComponent(workflow.id)}`}>{sentenceCase(workflow.state)}</a>}
    >
      <WorkflowSteps workflow={workflow} />
    </Panel>
  );
}

function Actions({ story }: { story: DeviationStory }) {
  if (story.actions.length === 0) return null;
  return (
    <Panel title="Actions, as numbered above" flush>
      <ActionList actions={story.actions} numbered />
    </Panel>
  );
}

/** Only where more than one told of it: the first is the page's head already. */
function Sources({ story }: { story: DeviationStory }) {
  const sources = story.sources ?? [];
  if (sources.length < 2) return null;
  return (
    <Panel title={`Told by ${count(sources.length, "source")}`} flush>
      <ul class="mes-list">
        {sources.map((source) => (
          <li key={`${source.kind}${source.source}`}>
            <Time at={source.time} />
            <span class="what">
              <strong>{source.kind === "rule" ? `Rule ${ruleText(story.rule)}` : "Alarm"}</strong>
              <span class="mw-muted">{sentence(source.summary)}</span>
            </span>
            {source.recovered && <span class="mw-muted">recovered data</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
