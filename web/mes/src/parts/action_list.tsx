// What was done, by whom and when, oldest first; numbered where a trend shows the same numbers.

import type { DeviationAction } from "kit/api/mes_types";
import { Time } from "kit/components/text";
import { actionText, detailText, doerText } from "mes/state/words";

export function ActionList({ actions, numbered }: { actions: readonly DeviationAction[]; numbered?: boolean }) {
  return (
    <ul class="mes-list">
      {actions.map((action, i) => (
        <li key={i}>
          {numbered && <span class="mes-number">{i + 1}</span>}
          <Time at={action.time} />
          <span class="what">
            <strong>{actionText(action.what)}</strong>
            <span class="mw-muted">{detailText(action.detail, action.what)}</span>
          </span>
          <span class="mw-muted">{doerText(action.by)}</span>
        </li>
      ))}
    </ul>
  );
}
