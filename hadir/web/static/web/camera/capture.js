// One capture session: open, stream frames one at a time in order, sign, finish. Knows nothing of the page.

import { ApiError, backoff, sleep } from "./api.js";
import { sign } from "./device-key.js";

const SLOW_MS = 700; // an upload longer than this makes the next frame smaller
const FAST_MS = 300;
const NOTICE_MS = 1500; // waiting longer than this is shown to the person
const MAX_REORDER = 3;

/** Steps down in JPEG quality first, then in width; a face must keep enough pixels, so 320 is the floor. */
export class FrameSize {
  constructor(maxWidth, quality) {
    this.steps = [[maxWidth, quality]];
    for (const q of [0.7, 0.6]) if (q < quality) this.steps.push([maxWidth, q]);
    for (const w of [400, 360, 320]) if (w < maxWidth) this.steps.push([w, Math.min(quality, 0.6)]);
    this.at = 0;
    this.fast = 0;
  }

  get current() {
    return this.steps[this.at];
  }

  learn(ms) {
    this.fast = ms < FAST_MS ? this.fast + 1 : 0;
    if (ms > SLOW_MS && this.at < this.steps.length - 1) this.at += 1;
    if (this.fast >= 8 && this.at > 0) {
      this.at -= 1;
      this.fast = 0;
    }
  }
}

/** SHA-256 of the nonce, continued with the SHA-256 of each frame: the same words as the server's, to be signed. */
export class Chain {
  static async begin(nonce) {
    const chain = new Chain();
    chain.value = await sha256(new TextEncoder().encode(nonce));
    chain.frames = 0;
    return chain;
  }

  async add(jpeg) {
    const digest = await sha256(await jpeg.arrayBuffer());
    const both = new Uint8Array(this.value.length + digest.length);
    both.set(this.value);
    both.set(digest, this.value.length);
    this.value = await sha256(both);
    this.frames += 1;
  }
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export class Capture {
  /** `on`: {opened(session), answer(answer), network(isWaiting)} – called as things happen. `light`: what shows colours. */
  constructor({ api, camera, on, light = { shown: "" }, clock = () => performance.now() }) {
    this.api = api;
    this.camera = camera;
    this.on = on;
    this.light = light;
    this.clock = clock;
    this.wantsAnother = false;
  }

  /** The present movement cannot be done: ask for another one before the next frame. */
  askForAnother() {
    this.wantsAnother = true;
  }

  /** Runs to the end and returns the final answer of the server; throws ApiError, CameraError or AbortError.
   *  `shown`: what goes along with the end besides the signature, such as a code of the screen. */
  async run(opening, signal, shown = {}) {
    this.opening = opening;
    this.openedAt = this.clock();
    this.session = await this.patiently(() => this.api.openSession(opening, signal), signal, this.clock() + 60_000);
    this.chain = await Chain.begin(this.session.nonce);
    this.on.opened(this.session);
    const end = this.clock() + this.session.expires_in_s * 1000;
    await this.stream(this.session, end, signal);
    return this.finish(shown, signal);
  }

  /** The verdict may be asked for again and again: the same session always gets the same answer, or one step further. */
  async finish(shown, signal) {
    const signed = await sign({
      session: this.session.session,
      nonce: this.session.nonce,
      chain: this.chain.value,
      frames: this.chain.frames,
      position: this.opening.position ?? null,
      clientTime: new Date(),
      openedMs: this.openedAt,
      finishedMs: this.clock(),
      siteCode: shown.site_code ?? null,
    });
    const body = signed ? { ...shown, signed } : shown;
    return this.patiently(() => this.api.finish(this.session, body, signal), signal, this.clock() + 60_000);
  }

  async stream(session, end, signal) {
    const size = new FrameSize(session.max_width, session.jpeg_quality);
    let seq = 1;
    let reordered = 0;
    for (;;) {
      if (this.wantsAnother) await this.change(session, signal);
      const started = this.clock();
      if (started > end) throw new ApiError("session_expired", { status: 410 });
      const light = this.light.shown;
      const jpeg = await this.camera.frame(...size.current);
      const frame = { jpeg, light, clientMs: Math.round(this.clock() - this.openedAt) };
      let answer;
      try {
        answer = await this.patiently(() => this.timed(size, session, seq, frame, signal), signal, end);
      } catch (error) {
        const expected = Number(error.fields?.expected);
        if (error.code !== "frame_out_of_order" || !(expected > 0) || (reordered += 1) > MAX_REORDER) throw error;
        seq = expected;
        continue;
      }
      await this.chain.add(jpeg);
      this.on.answer(answer);
      if (answer.state !== "running") return;
      seq += 1;
      const pause = Math.max(session.interval_ms - (this.clock() - started), answer.wait_ms ?? 0, 0);
      await sleep(pause, signal);
    }
  }

  /** Another movement; when there is none left, the present one stays. */
  async change(session, signal) {
    this.wantsAnother = false;
    try {
      this.on.answer(await this.api.askForAnother(session, signal));
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 409) throw error;
      this.on.noOther?.(error);
    }
  }

  async timed(size, session, seq, frame, signal) {
    const started = this.clock();
    const answer = await this.api.sendFrame(session, seq, frame, signal);
    size.learn(this.clock() - started);
    return answer;
  }

  /** Repeats `task` (same bytes, same number) while the trouble is a passing one and there is time. */
  async patiently(task, signal, end) {
    const slow = setTimeout(() => this.on.network(true), NOTICE_MS);
    try {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await task();
        } catch (error) {
          if (!(error instanceof ApiError) || !error.passing) throw error;
          const wait = backoff(attempt, error.retryAfter);
          if (this.clock() + wait > end) throw error;
          this.on.network(true);
          await sleep(wait, signal);
        }
      }
    } finally {
      clearTimeout(slow);
      this.on.network(false);
    }
  }
}
