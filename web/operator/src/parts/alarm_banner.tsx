// The alarm banner, always on top: the highest unacknowledged alarm with its time, and the counts by priority.

import { PriorityShape } from "kit/components/priority_shape";
import { Time } from "kit/components/text";
import { AcknowledgeButton, AlarmMark } from "operator/parts/alarm_list";
import { alarms, countByPriority, isUnacknowledged, topAlarm } from "operator/state/alarms";

export function AlarmBanner() {
  const top = topAlarm.value;
  const counts = countByPriority(alarms.value).filter(([, n]) => n > 0);
  const waiting = alarms.value.filter(isUnacknowledged).length;
  return (
    <div class="op-banner" role="status" aria-label="Alarms">
      {top ? (
        <>
          <AlarmMark alarm={top} size={26} />
          <a class="message mw-headline" href="/alarms" title={top.message}>
            {top.message}
          </a>
          <span class="mw-muted mw-nowrap">
            <Time at={top.active_since} />
          </span>
          <AcknowledgeButton alarm={top} />
        </>
      ) : (
        <a class="mw-muted mw-live" href="/alarms">
          {alarms.value.length === 0 ? "No alarms" : "All alarms acknowledged"}
        </a>
      )}
      <span class="counts">
        {counts.map(([priority, n]) => (
          <a key={priority} href="/alarms" title={`${n} of priority ${priority}`}>
            <PriorityShape priority={priority} size={18} />
            <span class="mw-num">×{n}</span>
          </a>
        ))}
        {waiting > 1 && <span class="mw-muted mw-small mw-nowrap wide-only">{waiting} to acknowledge</span>}
      </span>
    </div>
  );
}
