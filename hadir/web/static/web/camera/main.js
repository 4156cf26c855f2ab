// Ties device, session and page together for a check-in or an enrolment.

import { Api, ApiError } from "./api.js";
import { Camera, CameraError, locate } from "./camera.js";
import { Capture } from "./capture.js";
import { View } from "./view.js";

const IDLE_CLOSE_MS = 30_000; // after a refusal the camera waits this long for "try again", then goes off

const RECORD_FIRST = { not_enrolled: "enrol", notice_unread: "enrol", engine_changed: "enrol_again" }; // code -> address

const config = JSON.parse(document.getElementById("camera-config").textContent);
const root = document.getElementById("stage");
const view = new View(root, config);
const camera = new Camera(root.querySelector("video"));
const api = new Api(config);
const { texts } = config;

let visit = null; // AbortController of the session that runs
let place = null; // promise of the position: asked once per visit
let idle = null;

async function start() {
  if (visit) return;
  clearTimeout(idle);
  visit = new AbortController();
  const { signal } = visit;
  try {
    view.progress(0);
    view.state("starting", { busy: texts.starting_camera });
    await camera.open(); // first, and within the tap: phones allow it only there
    signal.throwIfAborted();
    const { label, width, height } = camera.facts();
    const { w, h } = camera.crop();
    view.shape(w, h);
    const where = await findPlace();
    signal.throwIfAborted();
    view.state("starting", { busy: texts.opening });
    const opening = {
      purpose: config.purpose,
      ...config.extra,
      ...where,
      client_time: new Date().toISOString(),
      device: { label, width, height },
    };
    const capture = new Capture({ api, camera, on: listeners });
    finished(await capture.run(opening, signal));
  } catch (error) {
    failed(error, signal);
  } finally {
    visit = null;
  }
}

function findPlace() {
  if (!config.ask_position) return { position: null, position_error: "not_asked" };
  view.state("starting", { busy: texts.locating });
  place ??= locate();
  return place;
}

const listeners = {
  opened(session) {
    view.state("running");
    view.progress(session.progress);
    view.prompt(session.prompt);
  },
  answer(answer) {
    view.progress(answer.progress);
    if (answer.state !== "running") {
      view.state("finishing", { busy: texts.finishing });
      return;
    }
    view.prompt(answer.prompt);
    view.hint(answer.hint);
  },
  network: (waiting) => view.network(waiting),
};

function finished(outcome) {
  if (config.purpose === "enrolment") return enrolled(outcome);
  const again = !outcome.accepted && outcome.retry;
  const links = outcome.receipt_url ? [{ href: outcome.receipt_url, text: texts.open_receipt, primary: true }] : [];
  links.push({ href: config.urls.home, text: texts.to_home, primary: false });
  release(again);
  view.result({
    kind: outcome.accepted ? "good" : "bad",
    title: outcome.accepted ? texts.accepted_title : texts.refused_title,
    message: outcome.message,
    facts: [
      [texts.stage, outcome.accepted ? outcome.stage?.text : null],
      [texts.time, outcome.accepted ? clockTime(outcome.recorded_at) : null],
    ],
    links,
    retry: again,
  });
}

function enrolled(outcome) {
  const good = outcome.status === "pending";
  release(!good);
  if (good && outcome.next_url) {
    window.location.assign(outcome.next_url);
    return;
  }
  view.result({
    kind: good ? "good" : "bad",
    title: good ? texts.enrolled_title : texts.refused_title,
    message: outcome.message,
    links: [{ href: config.urls.home, text: texts.to_home, primary: good }],
    retry: !good,
  });
}

/** Time of day as the server's day has it: the zone of the work place, not of the phone. */
function clockTime(iso) {
  if (!iso) return "";
  const style = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false, timeZone: config.time_zone };
  const time = new Intl.DateTimeFormat(config.language, style).format(new Date(iso));
  return `${time} ${config.time_zone_name}`;
}

function failed(error, signal) {
  if (signal.aborted) {
    camera.close();
    view.error({ ...texts.errors.paused, restart: texts.continue_ });
    return;
  }
  if (error instanceof CameraError) {
    camera.close();
    view.error({ ...texts.errors[`camera_${error.code}`], restart: texts.try_again, links: [helpLink()] });
    return;
  }
  release(true);
  if (!(error instanceof ApiError)) {
    console.error(error);
    view.error({ ...texts.errors.unknown, restart: texts.try_again, links: [helpLink()] });
    return;
  }
  if (error.code === "signed_out") {
    view.error({ ...texts.errors.signed_out, links: [{ href: config.urls.login, text: texts.sign_in, primary: true }] });
    return;
  }
  const isConflict = error.status === 409 || error.status === 403;
  const otherwise = isConflict ? texts.errors.conflict : error.passing ? texts.errors.network : texts.errors.unknown;
  const known = texts.errors[error.code] ?? otherwise;
  const record = config.urls[RECORD_FIRST[error.code]];
  const links = record ? [{ href: record, text: texts.to_enrol, primary: true }] : [];
  const restart = isConflict ? null : texts.try_again;
  view.error({ ...known, message: error.sentence || known.message, restart, links: [...links, helpLink()] });
}

function helpLink() {
  return { href: config.urls.home, text: texts.to_home, primary: false };
}

/** The camera goes off at the end; only when another try is likely it stays on for a moment. */
function release(mayContinue) {
  clearTimeout(idle);
  if (mayContinue) idle = setTimeout(() => camera.close(), IDLE_CLOSE_MS);
  else camera.close();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return;
  visit?.abort();
  camera.close();
});
window.addEventListener("pagehide", () => camera.close());
for (const button of root.querySelectorAll("[data-start]")) {
  button.addEventListener("click", start);
  button.disabled = false; // until now a tap would have been lost
}
view.state("idle");
