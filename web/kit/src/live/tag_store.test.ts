import assert from "node:assert/strict";
import { test } from "node:test";
import { effect } from "@preact/signals";
import type { TagValue } from "kit/api/operator_types";
import { TagStore } from "kit/live/tag_store";
import { tagPath, type UtcText } from "kit/units";

function setUp() {
  const frames: (() => void)[] = [];
  const subscriptions: string[][] = [];
  const store = new TagStore({
    nextFrame: (action) => frames.push(action),
    subscribe: (paths) => subscriptions.push(paths),
  });
  const paint = () => frames.splice(0).forEach((action) => action());
  return { store, subscriptions, paint };
}

const a = tagPath("line1/filler/speed");
const b = tagPath("line1/mixer/level");
const change = (path: typeof a, value: number): TagValue => ({
  path,
  value,
  quality: "Good",
  time: "2026-11-23T07:00:00Z" as UtcText,
});

test("only what is on screen is subscribed, in one list a frame", () => {
  const { store, subscriptions, paint } = setUp();
  store.retain([a]);
  store.retain([b]);
  assert.deepEqual(subscriptions, []);
  paint();
  assert.deepEqual(subscriptions, [[a, b]]);
});

test("a tag stays subscribed until the last of its users is gone", () => {
  const { store, subscriptions, paint } = setUp();
  const first = store.retain([a]);
  const second = store.retain([a]);
  paint();
  first();
  paint();
  assert.equal(subscriptions.length, 1);
  second();
  second();
  paint();
  assert.deepEqual(subscriptions.at(-1), []);
});

test("a page that goes and comes back within one frame asks nothing of the server", () => {
  const { store, subscriptions, paint } = setUp();
  const release = store.retain([a]);
  paint();
  release();
  store.retain([a]);
  paint();
  assert.equal(subscriptions.length, 1);
});

test("a new connection is told everything again", () => {
  const { store, subscriptions, paint } = setUp();
  store.retain([a]);
  paint();
  store.reconnected();
  paint();
  assert.deepEqual(subscriptions, [[a], [a]]);
});

test("changes of one frame are applied together, the newest of each tag alone", () => {
  const { store, paint } = setUp();
  let runs = 0;
  effect(() => {
    void store.value(a).value;
    void store.value(b).value;
    runs += 1;
  });
  store.receive([change(a, 1), change(b, 5)]);
  store.receive([change(a, 2)]);
  assert.equal(store.value(a).value, undefined);
  paint();
  assert.equal(store.value(a).value?.value, 2);
  assert.equal(runs, 2);
});

test("a change of one tag wakes nobody who shows another", () => {
  const { store, paint } = setUp();
  let runs = 0;
  effect(() => {
    void store.value(b).value;
    runs += 1;
  });
  store.receive([change(a, 1)]);
  paint();
  assert.equal(runs, 1);
});

test("a listener hears every applied change until it leaves", () => {
  const { store, paint } = setUp();
  const heard: unknown[] = [];
  const leave = store.listen(a, (c) => heard.push(c.value));
  store.receive([change(a, 1)]);
  paint();
  leave();
  store.receive([change(a, 2)]);
  paint();
  assert.deepEqual(heard, [1]);
});
