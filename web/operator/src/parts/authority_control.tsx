// Who is in charge of a unit, and taking or giving it. Taking is one press: an operator in need does not fill a form.

import type { AuthorityName, EquipmentInfo } from "kit/api/operator_types";
import { mayAs } from "kit/api/session";
import { ActionButton } from "kit/components/action_button";
import { Time } from "kit/components/text";
import { useLocalSwitch } from "operator/parts/unit_state";
import { authorityOf, kAuthorityText, setAuthority } from "operator/state/authority";

export function AuthorityControl({ unit }: { unit: EquipmentInfo }) {
  const entry = authorityOf(unit.path);
  const local = useLocalSwitch(unit);
  if (!entry) return null;
  const may = mayAs(["operator", "engineer", "admin"]);
  const offer = (authority: AuthorityName, label: string) => (
    <ActionButton
      small
      run={() => setAuthority(unit.path, authority, "")}
      disabled={!may}
      why={may ? undefined : "Needs the role operator."}
    >
      {label}
    </ActionButton>
  );
  return (
    <section>
      <h2>Authority</h2>
      <div class="op-authority">
        <span>
          {kAuthorityText[entry.authority]}
          {local && (
            <>
              <br />
              <strong class="mw-small mw-live">The switch at the machine stands at local.</strong>
            </>
          )}
          {entry.by && (
            <>
              <br />
              <span class="mw-muted mw-small">
                by {entry.by}, <Time at={entry.at} />
              </span>
            </>
          )}
        </span>
        {entry.authority === "remote" ? offer("operator", "Take it") : offer("remote", "Give to MES")}
      </div>
    </section>
  );
}
