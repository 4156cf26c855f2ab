// Talks to the server: JSON in and out, CSRF header, time limits, and errors that the page can branch on.

/** An answer that is not a success. `code` is the server's stable code, or one of
 *  "network" (nothing came back), "timeout", "signed_out", "unreadable". `status` is 0 without an answer. */
export class ApiError extends Error {
  constructor(code, { message = "", status = 0, fields = {}, retryAfter = null } = {}) {
    super(message || code);
    this.code = code;
    this.sentence = message;
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter; // seconds
  }

  /** Sending the very same thing again may succeed. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status === 502 || this.status === 503 || this.status === 504;
  }
}

const TIMEOUT_MS = 10_000;

async function toError(response) {
  let body = {};
  try {
    body = await response.json();
  } catch {
    // a proxy's own page: the status says enough
  }
  const header = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  const retryAfter = body.retry_after_s ?? (Number.isFinite(header) ? header : null);
  const code = response.status === 401 ? "signed_out" : (body.code ?? "http_" + response.status);
  return new ApiError(code, { message: body.message ?? "", status: response.status, fields: body.fields ?? {}, retryAfter });
}

/** `fetch` with a time limit. By hand: AbortSignal.any is missing on the older phones we serve. */
async function send(url, init, signal) {
  const limit = new AbortController();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    limit.abort();
  }, TIMEOUT_MS);
  const stop = () => limit.abort();
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const response = await fetch(url, { credentials: "same-origin", redirect: "error", cache: "no-store", ...init, signal: limit.signal });
    if (!response.ok) throw await toError(response);
    return await response.json();
  } catch (error) {
    if (signal?.aborted || error instanceof ApiError) throw error; // we stopped it ourselves, or the server said no
    throw new ApiError(late ? "timeout" : "network"); // also when the line broke within the answer
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

export class Api {
  /** `urls`: {sessions, frames and another (with SESSION in them), finish}; `csrf`: for the X-CSRFToken header. */
  constructor({ urls, csrf, extra = {} }) {
    this.urls = urls;
    this.extra = extra; // what the page's own purpose adds to both bodies
    this.csrf = csrf;
  }

  postJson(url, data, signal) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf };
    return send(url, { method: "POST", headers, body: JSON.stringify(data) }, signal);
  }

  openSession(data, signal) {
    return this.postJson(this.urls.sessions, data, signal);
  }

  /** `clientMs`: on this page's clock since it asked for the session; `light`: colour shown when it was taken. */
  sendFrame(session, seq, { jpeg, clientMs, light }, signal) {
    const headers = {
      "Content-Type": "image/jpeg",
      Accept: "application/json",
      "X-CSRFToken": this.csrf,
      "X-Hadir-Nonce": session.nonce,
      "X-Hadir-Seq": String(seq),
      "X-Hadir-Time": String(clientMs),
      "X-Hadir-Light": light,
    };
    const url = this.urls.frames.replace("SESSION", encodeURIComponent(session.session));
    return send(url, { method: "POST", headers, body: jpeg }, signal);
  }

  /** Another movement in place of the present one. */
  askForAnother(session, signal) {
    const headers = { Accept: "application/json", "X-CSRFToken": this.csrf, "X-Hadir-Nonce": session.nonce };
    const url = this.urls.another.replace("SESSION", encodeURIComponent(session.session));
    return send(url, { method: "POST", headers }, signal);
  }

  /** `shown`: what goes along with the end: {signed, site_code, passkey, without_second_step}, each may be missing. */
  finish(session, shown, signal) {
    const body = { session: session.session, nonce: session.nonce, ...shown, ...this.extra };
    return this.postJson(this.urls.finish, body, signal);
  }
}

/** Milliseconds to wait before try number `attempt` (0, 1, …): exponential, full jitter, never before Retry-After.
 *  Jitter keeps a whole office from coming back in the same instant. */
export function backoff(attempt, retryAfter = null, random = Math.random) {
  const ceiling = Math.min(4000, 300 * 2 ** attempt);
  const floor = retryAfter === null ? 0 : retryAfter * 1000;
  return floor + random() * ceiling;
}

export function sleep(ms, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
