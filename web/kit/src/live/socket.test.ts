import assert from "node:assert/strict";
import { test } from "node:test";
import { kSilenceMs, LiveSocket, type SocketLike } from "kit/live/socket";

class FakeSocket implements SocketLike {
  sent: string[] = [];
  closed = false;
  onopen: ((event: never) => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: never) => void) | null = null;
  send = (text: string) => void this.sent.push(text);
  close = () => void (this.closed = true);
}

/** A world whose clock stands still until told to move. */
function setUp() {
  const sockets: FakeSocket[] = [];
  const timers = new Map<number, { at: number; action: () => void }>();
  let clock = 1000;
  let next = 1;
  const frames: unknown[] = [];
  let opened = 0;
  const live = new LiveSocket<unknown>(
    {
      open: () => {
        sockets.push(new FakeSocket());
        return sockets.at(-1)!;
      },
      now: () => clock,
      later: (action, ms) => {
        timers.set(next, { at: clock + ms, action });
        return next++;
      },
      cancel: (timer) => void timers.delete(timer as number),
    },
    (frame) => frames.push(frame),
    () => (opened += 1),
  );
  const pass = (ms: number) => {
    const end = clock + ms;
    for (;;) {
      const due = [...timers].filter(([, t]) => t.at <= end).sort((x, y) => x[1].at - y[1].at)[0];
      if (!due) break;
      timers.delete(due[0]);
      clock = due[1].at;
      due[1].action();
    }
    clock = end;
  };
  const open = () => sockets.at(-1)!.onopen!(undefined as never);
  const say = (text: string) => sockets.at(-1)!.onmessage!({ data: text });
  return { live, sockets, frames, pass, open, say, opens: () => opened };
}

test("no frame for two seconds counts as lost, though the socket believes itself open", () => {
  const { live, sockets, pass, open, say } = setUp();
  live.start();
  open();
  say('{"kind":"heartbeat"}');
  pass(kSilenceMs - 1);
  assert.equal(live.link.value.connected, true);
  pass(1);
  assert.equal(live.link.value.connected, false);
  assert.equal(live.link.value.lastFrameAt, 1000);
  assert.equal(sockets[0]!.closed, true);
});

test("heartbeats keep the connection", () => {
  const { live, pass, open, say } = setUp();
  live.start();
  open();
  for (let i = 0; i < 10; i += 1) {
    pass(1000);
    say('{"kind":"heartbeat"}');
  }
  assert.equal(live.link.value.connected, true);
});

test("a lost connection is opened again with growing pauses, and announced each time", () => {
  const { live, sockets, pass, open, opens } = setUp();
  live.start();
  open();
  sockets[0]!.onclose!(undefined as never);
  pass(250);
  assert.equal(sockets.length, 2);
  sockets[1]!.onclose!(undefined as never);
  pass(250);
  assert.equal(sockets.length, 2);
  pass(250);
  assert.equal(sockets.length, 3);
  open();
  assert.equal(opens(), 2);
  assert.equal(live.link.value.connected, true);
});

test("a socket that was given up is not listened to any more", () => {
  const { live, sockets, frames, pass, open } = setUp();
  live.start();
  open();
  const old = sockets[0]!.onmessage!;
  pass(kSilenceMs + 300);
  old({ data: '{"kind":"values","changes":[]}' });
  assert.deepEqual(frames, []);
});

test("a frame that cannot be read is dropped, and the next one counts", () => {
  const { live, frames, open, say } = setUp();
  live.start();
  open();
  say("{ broken");
  say('{"kind":"heartbeat"}');
  assert.deepEqual(frames, [{ kind: "heartbeat" }]);
});

test("nothing is sent without a connection, and stopping stays stopped", () => {
  const { live, sockets, pass, open } = setUp();
  live.start();
  assert.equal(live.send({ subscribe: [] }), false);
  open();
  assert.equal(live.send({ subscribe: ["line1"] }), true);
  assert.deepEqual(sockets[0]!.sent, ['{"subscribe":["line1"]}']);
  live.stop();
  pass(60_000);
  assert.equal(sockets.length, 1);
});
