// The sign-in page, shown in place of any page while nobody is signed in; the address stays, so that signing in leads
// to where one wanted to go.

import { useState } from "preact/hooks";
import { sentenceOf } from "kit/api/client";
import { signIn } from "kit/api/session";
import { BrandMark } from "kit/components/icons";

export function SignIn({ application, notice }: { application: string; notice?: string | undefined }) {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<string>();
  const submit = async (event: Event) => {
    event.preventDefault();
    setAsked(true);
    setFault(undefined);
    try {
      await signIn(user.trim(), password);
    } catch (cause) {
      setFault(sentenceOf(cause));
      setAsked(false);
    }
  };
  return (
    <main class="mw-sign-in">
      <form onSubmit={(event) => void submit(event)}>
        <div class="mw-brand">
          <BrandMark />
          <span>
            Millwright<small>{application}</small>
          </span>
        </div>
        <h1>Sign in</h1>
        {notice && <p class="mw-notice">{notice}</p>}
        <label class="mw-field">
          <span>User</span>
          <input
            class="mw-input"
            name="user"
            autocomplete="username"
            autofocus
            value={user}
            onInput={(e) => setUser(e.currentTarget.value)}
          />
        </label>
        <label class="mw-field">
          <span>Password</span>
          <input
            class="mw-input"
            name="password"
            type="password"
            autocomplete="current-password"
            value={password}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </label>
        {fault && (
          <p class="mw-fault" role="alert">
            {fault}
          </p>
        )}
        <button class="mw-button primary" type="submit" disabled={asked || user.trim() === "" || password === ""}>
          {asked ? "Signing in…" : "Sign in"}
        </button>
        <p class="mw-muted mw-small">One sign-in serves the operator application and the MES.</p>
      </form>
      <aside>
        <LineDrawing />
      </aside>
    </main>
  );
}

/** The bottling line as a quiet line drawing. */
function LineDrawing() {
  const bottle = "M-5 26V6l3-6v-7h4v7l3 6v20z";
  return (
    <svg viewBox="0 0 640 240" width="100%" style={{ maxWidth: "760px" }} aria-hidden="true">
      <g fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round">
        <path d="M40 60h70v70l-25 26H65l-25-26zM75 40v60M62 100h26M75 156v24h65" />
        <path d="M140 90h100v80H140zM155 108h70M155 124h70M155 140h70M155 156h70M240 130h40" />
        <path d="M280 70h90v50h-90zM298 120v20M316 120v20M334 120v20M352 120v20" />
        <path d="M400 86h50v44h-50zM425 130v12M480 94h44v60h-44z" />
        <path d="M556 150h60v40h-60zM556 110h60v40h-60zM586 110v80M556 170h60" />
        <path d="M280 196h344M292 204a6 6 0 1 0 .1 0M612 204a6 6 0 1 0 .1 0" />
        {[300, 330, 360, 395, 430, 465, 500, 535].map((x) => (
          <path key={x} d={bottle} transform={`translate(${x} 169)`} />
        ))}
      </g>
    </svg>
  );
}
