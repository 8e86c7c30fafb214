// Parting a received lot, or putting it together with others of its material.

import { useState } from "preact/hooks";
import { api, sentenceOf } from "kit/api/client";
import type { LotDetail } from "kit/api/mes_types";
import { refreshShown, useResource } from "kit/api/resource";
import { mayAs } from "kit/api/session";
import { Fault, Panel } from "kit/components/text";
import { amountText, unitText } from "kit/format/amount";
import { parseNumber } from "kit/format/number";
import { sentence } from "kit/format/words";
import { go } from "kit/router/router";
import { kReceivers } from "mes/materials/receive";

interface Kin {
  id: string;
  kind: string;
  status: string;
  disposition: string;
}

/** The lots of its material that it may be put together with. */
function useOthers(lot: LotDetail): string[] {
  const of = useResource<Kin[]>(`/api/v1/lots?material=${encodeURIComponent(lot.material)}`, ["lots"]).data ?? [];
  return of
    .filter((one) => one.kind === "received" && one.id !== lot.id && one.disposition !== "rejected")
    .map(({ id }) => id);
}

export function LotParting({ lot, left }: { lot: LotDetail; left: number }) {
  const [fault, setFault] = useState<string>();
  const [quantity, setQuantity] = useState("");
  const [other, setOther] = useState("");
  const others = useOthers(lot);
  if (!mayAs(kReceivers) || lot.disposition === "rejected" || left <= 0) return null;
  const part = parseNumber(quantity);
  const sound = part !== undefined && part > 0 && part < left;
  const become = (asked: () => Promise<LotDetail>) => async (event: Event) => {
    event.preventDefault();
    setFault(undefined);
    try {
      const made = await asked();
      refreshShown("lots");
      go(`/lots/${encodeURIComponent(made.id)}`);
    } catch (cause) {
      setFault(sentence(sentenceOf(cause)));
    }
  };
  const split = become(() => api.post(`/api/v1/lots/${encodeURIComponent(lot.id)}/split`, { quantity: part }));
  const merge = become(() => api.post("/api/v1/lots/merge", { lots: [lot.id, other] }));
  return (
    <Panel title="Part or put together">
      <div class="mw-stack">
        <form class="mes-parting" onSubmit={(e) => void split(e)}>
          <label class="mw-field">
            <span>{`To a new lot, ${unitText(lot.unit)} of the ${amountText(left, lot.unit)} that are left`}</span>
            <input
              class="mw-input"
              name="part"
              inputMode="decimal"
              autocomplete="off"
              value={quantity}
              onInput={(e) => setQuantity(e.currentTarget.value)}
            />
          </label>
          <button type="submit" class="mw-button" disabled={!sound}>
            Part
          </button>
        </form>
        {others.length > 0 && (
          <form class="mes-parting" onSubmit={(e) => void merge(e)}>
            <label class="mw-field">
              <span>With another lot of {lot.material}, all that is left of both</span>
              <select class="mw-input" name="with" value={other} onChange={(e) => setOther(e.currentTarget.value)}>
                <option value="">Choose a lot</option>
                {others.map((id) => (
                  <option key={id} value={id}>
                    {id}
                  </option>
                ))}
              </select>
            </label>
            <button type="submit" class="mw-button" disabled={other === ""}>
              Put together
            </button>
          </form>
        )}
        {fault && <Fault>{fault}</Fault>}
      </div>
    </Panel>
  );
}
