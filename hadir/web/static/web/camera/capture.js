// One capture session: open, stream frames one at a time in order, finish. Knows nothing of the page.

import { ApiError, backoff, sleep } from "./api.js";

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

export class Capture {
  /** `on`: {opened(session), answer(answer), network(isWaiting)} – called as things happen. */
  constructor({ api, camera, on, clock = () => performance.now() }) {
    this.api = api;
    this.camera = camera;
    this.on = on;
    this.clock = clock;
  }

  /** Runs to the end and returns the final answer of the server; throws ApiError, CameraError or AbortError. */
  async run(opening, signal) {
    const session = await this.patiently(() => this.api.openSession(opening, signal), signal, this.clock() + 60_000);
    this.on.opened(session);
    const end = this.clock() + session.expires_in_s * 1000;
    await this.stream(session, end, signal);
    // The verdict may be asked for again and again: the same session always gets the same answer.
    return this.patiently(() => this.api.finish(session, signal), signal, this.clock() + 60_000);
  }

  async stream(session, end, signal) {
    const size = new FrameSize(session.max_width, session.jpeg_quality);
    let seq = 1;
    let reordered = 0;
    for (;;) {
      const started = this.clock();
      if (started > end) throw new ApiError("session_expired", { status: 410 });
      const jpeg = await this.camera.frame(...size.current);
      let answer;
      try {
        answer = await this.patiently(() => this.timed(size, session, seq, jpeg, signal), signal, end);
      } catch (error) {
        const expected = Number(error.fields?.expected);
        if (error.code !== "frame_out_of_order" || !(expected > 0) || (reordered += 1) > MAX_REORDER) throw error;
        seq = expected;
        continue;
      }
      this.on.answer(answer);
      if (answer.state !== "running") return;
      seq += 1;
      await sleep(Math.max(0, session.interval_ms - (this.clock() - started)), signal);
    }
  }

  async timed(size, session, seq, jpeg, signal) {
    const started = this.clock();
    const answer = await this.api.sendFrame(session, seq, jpeg, signal);
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
