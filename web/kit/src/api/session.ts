// Who is signed in. One cookie serves both applications; a session that ends anywhere leads to the sign-in page here.

import { signal } from "@preact/signals";
import { ApiError, api, onUnauthorised } from "kit/api/client";
import type { UtcText } from "kit/units";

export interface Session {
  user: string;
  roles: string[];
  expires: UtcText;
}

export type SessionState = { kind: "asking" } | { kind: "out"; notice?: string } | { kind: "in"; session: Session };

export const session = signal<SessionState>({ kind: "asking" });

onUnauthorised(() => {
  if (session.peek().kind === "in") session.value = { kind: "out", notice: "Your session has ended. Sign in again." };
});

/** Asks the server who we are; called once at start. */
export async function restoreSession(): Promise<void> {
  try {
    session.value = { kind: "in", session: await api.get<Session>("/api/v1/session") };
  } catch (cause) {
    const away = cause instanceof ApiError && cause.status !== 401 && cause.status !== 403;
    session.value = away ? { kind: "out", notice: cause.message } : { kind: "out" };
  }
}

export async function signIn(user: string, password: string): Promise<void> {
  const answer = await api.post<Session>("/api/v1/session", { user, password });
  session.value = { kind: "in", session: answer };
}

export async function signOut(): Promise<void> {
  await api.delete("/api/v1/session");
  session.value = { kind: "out" };
}

/** Whether the person has one of these roles; an empty list means that anyone signed in may. */
export function mayAs(roles: readonly string[] | undefined): boolean {
  const state = session.value;
  if (state.kind !== "in") return false;
  return !roles || roles.length === 0 || roles.some((role) => state.session.roles.includes(role));
}
