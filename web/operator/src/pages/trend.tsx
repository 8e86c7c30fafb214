// A trend with pens and span picked by the person; both stand in the address, so that a view can be handed on.

import { useState } from "preact/hooks";
import { kPenCount, penColour } from "kit/charts/trend";
import { Icon } from "kit/components/icons";
import { LiveValue } from "kit/components/live_value";
import { Empty, Loading, PageHead, Panel } from "kit/components/text";
import type { TagInfo } from "kit/api/operator_types";
import { sentenceCase, unitName } from "kit/format/words";
import { go, query, withQuery } from "kit/router/router";
import { equipmentOf } from "kit/units";
import { TagTrend } from "operator/parts/tag_trend";
import { displayName, plant, tagAt } from "operator/state/plant";

const kSpansMin = [2, 10, 30, 60];

export function TrendPage() {
  if (!plant.value) return <Loading what="Loading the plant" />;
  const span = Number(query("span") ?? 10);
  const pens = (query("pens") ?? "")
    .split(",")
    .map(tagAt)
    .filter((t): t is TagInfo => t !== undefined)
    .slice(0, kPenCount);
  const choose = (tags: TagInfo[]) => go(withQuery({ pens: tags.map((t) => t.path).join(",") }));
  return (
    <div class="mw-stack">
      <PageHead title="Trend">
        <nav class="mw-tabs" aria-label="Span">
          {kSpansMin.map((m) => (
            <a key={m} href={withQuery({ span: String(m) })} aria-current={m === span ? "page" : undefined}>
              {m} min
            </a>
          ))}
        </nav>
      </PageHead>
      <div class="op-trend">
        <section class="mw-panel">
          {pens.length === 0 ? (
            <Empty title="No pens yet">
              Pick up to six values from the list. The address of this page then shows the same view to anyone.
            </Empty>
          ) : (
            <TagTrend
              tags={pens}
              spanMs={span * 60_000}
              height={Math.max(320, window.innerHeight - 210)}
              longNames
              key={span}
            />
          )}
        </section>
        <div class="mw-stack">
          {pens.length > 0 && <PenList pens={pens} choose={choose} />}
          <PenPicker pens={pens} choose={choose} />
        </div>
      </div>
    </div>
  );
}

interface PenProps {
  pens: TagInfo[];
  choose: (tags: TagInfo[]) => void;
}

function PenList({ pens, choose }: PenProps) {
  return (
    <Panel title="Pens" flush>
      <ul class="op-list padded">
        {pens.map((tag, i) => (
          <li key={tag.path}>
            <i class="op-pen" style={{ background: penColour(i) }} />
            <span class="op-pen-name" title={tag.path}>
              {unitName(equipmentOf(tag.path))} {tag.name.replace(/_/g, " ")}
            </span>
            <LiveValue tag={tag} />
            <button
              class="mw-button quiet icon small"
              aria-label="Remove"
              onClick={() => choose(pens.filter((p) => p !== tag))}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function PenPicker({ pens, choose }: PenProps) {
  const [text, setText] = useState("");
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const full = pens.length >= kPenCount;
  const fits = (tag: TagInfo) => words.every((w) => `${tag.path} ${tag.description}`.toLowerCase().includes(w));
  const offered = (plant.value?.equipment ?? [])
    .map((e) => ({ equipment: e, tags: e.tags.filter((t) => t.type !== "text" && !pens.includes(t) && fits(t)) }))
    .filter((group) => group.tags.length > 0);
  return (
    <Panel title={full ? "Six pens at most" : "Add a pen"} flush>
      <div class="op-picker">
        <input
          class="mw-input"
          placeholder="Filter by name"
          aria-label="Filter"
          value={text}
          onInput={(e) => setText(e.currentTarget.value)}
        />
        <div class="groups">
          {offered.map(({ equipment, tags }) => (
            <div key={equipment.path}>
              <h3 class="mw-small mw-muted">{displayName(equipment)}</h3>
              {tags.map((tag) => (
                <button
                  key={tag.path}
                  class="mw-button quiet small"
                  disabled={full}
                  title={tag.description}
                  onClick={() => choose([...pens, tag])}
                >
                  <Icon name="plus" size={14} />
                  <span class="mw-ellipsis">{sentenceCase(tag.name)}</span>
                  <span class="mw-unit">{tag.unit}</span>
                </button>
              ))}
            </div>
          ))}
          {offered.length === 0 && <p class="mw-muted">No value by that name.</p>}
        </div>
      </div>
    </Panel>
  );
}
