// Holding a lot, and disposing of a held one. A hold stays until quality decides.

import type { AffectedLot, Lot } from "kit/api/mes_types";
import { api } from "kit/api/client";
import { refreshShown } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { confirm, inform } from "kit/components/confirm";
import { shortId } from "kit/format/words";
import { affectedText } from "mes/state/words";

async function hold(lot: Lot): Promise<void> {
  const reason = await confirm({
    title: `Hold ${lot.id}`,
    text: "A held lot must not leave until quality releases or rejects it.",
    action: "Hold",
    reason: "Reason",
    reasonRequired: true,
  });
  if (reason === undefined) return;
  const held = await api.post<AffectedLot>(`/api/v1/lots/${encodeURIComponent(lot.id)}/hold`, { reason });
  refreshShown("lots");
  await tell(`${shortId(lot.id)} is held`, held);
}

async function tell(title: string, affected: AffectedLot): Promise<void> {
  const text = affectedText(affected);
  if (text) await inform(title, text);
}

async function dispose(lot: Lot, disposition: "release" | "reject"): Promise<void> {
  const release = disposition === "release";
  const reason = await confirm({
    title: `${release ? "Release" : "Reject"} ${lot.id}`,
    text: release ? "The lot may be used and shipped again." : "A rejected lot cannot be released again.",
    action: release ? "Release" : "Reject",
    reason: "Reason",
    reasonRequired: true,
  });
  if (reason === undefined) return;
  const decided = await api.post<AffectedLot>(`/api/v1/lots/${encodeURIComponent(lot.id)}/dispose`, {
    disposition,
    reason,
  });
  refreshShown("lots");
  refreshShown("deviations");
  await tell(`${shortId(lot.id)} is ${release ? "released" : "rejected"}`, decided);
}

/** Whoever sees that something is wrong may hold; what becomes of it quality decides. */
const kHolders = ["operator", "quality", "manager", "admin"];

export function LotActions({ lot, small }: { lot: Lot; small?: boolean }) {
  const quality = mayAs(["quality", "admin"]);
  const why = quality ? undefined : "Needs the role quality.";
  const common = { small: small === true, disabled: !quality, why };
  if (lot.disposition === "held") {
    return (
      <span class="mes-actions">
        <ActionButton {...common} run={() => dispose(lot, "release")}>
          Release
        </ActionButton>
        <ActionButton {...common} run={() => dispose(lot, "reject")}>
          Reject
        </ActionButton>
      </span>
    );
  }
  if (lot.disposition === "rejected") return null;
  const may = mayAs(kHolders);
  return (
    <ActionButton
      small={small === true}
      disabled={!may}
      why={may ? undefined : "Needs the role operator or quality."}
      run={() => hold(lot)}
    >
      Hold
    </ActionButton>
  );
}
