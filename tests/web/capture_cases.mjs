// The capture loop and its patience, without a browser: fakes for server and camera. Run by test_capture_loop.py.
import assert from "node:assert/strict";
import { test } from "node:test";

import { ApiError, backoff } from "../../hadir/web/static/web/camera/api.js";
import { Capture, FrameSize } from "../../hadir/web/static/web/camera/capture.js";
import { choose, isWelcome } from "../../hadir/web/static/web/camera/light.js";

const SESSION = { session: "s", nonce: "n", expires_in_s: 60, interval_ms: 0, max_width: 480, jpeg_quality: 0.8, prompt: {}, progress: 0 };

/** A server that plays a list of answers to frames; an ApiError in the list is thrown. */
function server(answers) {
  const sent = [];
  return {
    sent,
    finished: 0,
    async openSession() {
      return SESSION;
    },
    async sendFrame(_session, seq, jpeg) {
      sent.push({ seq, jpeg });
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return { seq, state: "running", hint: null, prompt: {}, progress: 0, ...answer };
    },
    async finish() {
      this.finished += 1;
      return { accepted: true };
    },
  };
}

function capture(api, clock) {
  let pictures = 0;
  const camera = { frame: async () => new Blob([`picture ${(pictures += 1)}`]) };
  const heard = { answers: [], network: [] };
  const on = { opened() {}, answer: (a) => heard.answers.push(a), network: (w) => heard.network.push(w) };
  return { run: (signal) => new Capture({ api, camera, on, ...(clock && { clock }) }).run({}, signal), heard };
}

test("frames go out one by one in order until the script is complete", async () => {
  const api = server([{}, {}, { state: "complete" }]);
  const outcome = await capture(api).run(new AbortController().signal);
  assert.deepEqual(api.sent.map(({ seq }) => seq), [1, 2, 3]);
  assert.equal(new Set(api.sent.map(({ jpeg }) => jpeg)).size, 3);
  assert.equal(outcome.accepted, true);
});

test("after a passing error the same bytes go out under the same number", async () => {
  const api = server([{}, new ApiError("network"), new ApiError("engine_busy", { status: 503, retryAfter: 0 }), { state: "complete" }]);
  const { run, heard } = capture(api);
  await run(new AbortController().signal);
  assert.deepEqual(api.sent.map(({ seq }) => seq), [1, 2, 2, 2]);
  assert.equal(new Set(api.sent.slice(1).map(({ jpeg }) => jpeg)).size, 1);
  assert.ok(heard.network.includes(true), "the person is told that the network is waited for");
  assert.equal(heard.network.at(-1), false);
});

test("a refusal is not repeated", async () => {
  const api = server([new ApiError("not_permitted", { status: 403 })]);
  await assert.rejects(capture(api).run(new AbortController().signal), { code: "not_permitted" });
  assert.equal(api.sent.length, 1);
  assert.equal(api.finished, 0);
});

test("the server's count wins when the order is lost, but not for ever", async () => {
  const lost = () => new ApiError("frame_out_of_order", { status: 409, fields: { expected: 5 } });
  const api = server([lost(), { state: "complete" }]);
  await capture(api).run(new AbortController().signal);
  assert.deepEqual(api.sent.map(({ seq }) => seq), [1, 5]);
  const stubborn = server([lost(), lost(), lost(), lost(), lost()]);
  await assert.rejects(capture(stubborn).run(new AbortController().signal), { code: "frame_out_of_order" });
});

test("an expired session ends without another frame", async () => {
  let now = 0;
  const api = server([{}, {}]);
  const clock = () => (now += 25_000);
  await assert.rejects(capture(api, clock).run(new AbortController().signal), { code: "session_expired" });
  assert.equal(api.finished, 0);
});

test("waiting never ends before Retry-After and grows to a ceiling", () => {
  assert.equal(backoff(0, 2, () => 0), 2000);
  assert.equal(backoff(0, null, () => 1), 300);
  assert.equal(backoff(20, null, () => 1), 4000);
});

test("slow uploads shrink frames down to a floor, quick ones let them grow again", () => {
  const size = new FrameSize(480, 0.8);
  for (let i = 0; i < 20; i += 1) size.learn(900);
  assert.deepEqual(size.current, [320, 0.6]);
  for (let i = 0; i < 200; i += 1) size.learn(100);
  assert.deepEqual(size.current, [480, 0.8]);
});

test("colours are shown unless the device asks for little motion, and the choice made here comes first", () => {
  const kept = new Map();
  globalThis.localStorage = { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) };
  globalThis.matchMedia = () => ({ matches: false });
  assert.equal(isWelcome(), true);
  globalThis.matchMedia = () => ({ matches: true });
  assert.equal(isWelcome(), false);
  choose(true);
  assert.equal(isWelcome(), true);
  choose(false);
  assert.equal(isWelcome(), false);
  assert.deepEqual([...kept.values()], ["off"]);
});

test("without storage a choice holds for the visit", () => {
  globalThis.localStorage = { getItem() { throw new Error("off"); }, setItem() { throw new Error("off"); } };
  choose(true);
  assert.equal(isWelcome(), true);
  choose(false);
  assert.equal(isWelcome(), false);
});
