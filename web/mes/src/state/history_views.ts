// The history that a lot is linked to as trends: a view for each unit and its time, of as many pens as a trend has.
// Pure.

import type { LotContext } from "kit/api/mes_trace";
import { parseUtc } from "kit/format/time";
import { unitName } from "kit/format/words";
import { equipmentOf } from "kit/units";

/** As many as the trend page shows. */
const kMostPens = 6;
/** Around what was asked for, so that it does not begin at the very edge. */
const kMarginMs = 60_000;

export interface HistoryView {
  title: string;
  tags: string[];
  /** Of the operator's trend page. */
  query: string;
}

export function historyViews(history: LotContext["history"], now = Date.now()): HistoryView[] {
  const groups = new Map<string, LotContext["history"]>();
  for (const one of history) {
    const key = `${equipmentOf(one.tag)} ${one.from} ${one.to ?? ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const { tag, from, to } = group[0]!;
    const begin = parseUtc(from);
    if (begin === undefined) return [];
    const end = Math.max(parseUtc(to) ?? now, begin + 1000);
    const range = [begin - kMarginMs, end + kMarginMs].map((ms) => encodeURIComponent(new Date(ms).toISOString()));
    const unit = unitName(equipmentOf(tag));
    const views: HistoryView[] = [];
    for (let i = 0; i < group.length; i += kMostPens) {
      const tags = group.slice(i, i + kMostPens).map((one) => one.tag as string);
      const pens = tags.map(encodeURIComponent).join(",");
      const title = group.length > kMostPens ? `${unit}, ${i / kMostPens + 1}` : unit;
      views.push({ title, tags, query: `pens=${pens}&from=${range[0]}&to=${range[1]}` });
    }
    return views;
  });
}
