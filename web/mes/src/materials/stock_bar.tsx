// A material's stock as a bar: what may be used, what is announced after it, and a mark where the need stands.

import { PriorityShape } from "kit/components/priority_shape";
import { amountText } from "kit/format/amount";
import type { StockBar } from "mes/state/stock";

const percent = (share: number) => `${(100 * share).toFixed(2)}%`;

export function StockBarView({ bar }: { bar: StockBar }) {
  const { stock, needed } = bar;
  const label =
    `${amountText(stock.left, stock.unit)} may be used, ${amountText(needed, stock.unit)} needed. ` + `${bar.text}.`;
  return (
    <div class="mes-stock">
      <div class={`bar${bar.short > 0 ? " short" : ""}`} role="img" aria-label={label} title={label}>
        <i class="left" style={{ width: percent(bar.left) }} />
        <i class="coming" style={{ width: percent(bar.coming) }} />
        {needed > 0 && <i class="need" style={{ left: percent(bar.need) }} />}
      </div>
      <span class={bar.short > 0 ? "says" : "says mw-muted"}>
        {bar.short > 0 && <PriorityShape priority={2} size={16} />}
        {bar.text}
      </span>
    </div>
  );
}
