// Ties device, session and page together for a check-in or an enrolment.

import { Api, ApiError } from "./api.js";
import { Camera, CameraError, locate } from "./camera.js";
import { Capture } from "./capture.js";
import { Light, choose, isWelcome } from "./light.js";
import * as passkey from "./passkey.js";
import { View } from "./view.js";

const IDLE_CLOSE_MS = 30_000; // after a refusal the camera waits this long for "try again", then goes off

const RECORD_FIRST = { not_enrolled: "enrol", notice_unread: "enrol", engine_changed: "enrol_again" }; // code -> address

const config = JSON.parse(document.getElementById("camera-config").textContent);
const root = document.getElementById("stage");
const view = new View(root, config);
const camera = new Camera(root.querySelector("video"));
const light = new Light(root);
const api = new Api(config);
const { texts } = config;

let visit = null; // AbortController of the session that runs
let place = null; // promise of the position: asked once per visit
let idle = null;
let capture = null; // the last session, which a second step may finish

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
      device: camera.facts(),
      light: isWelcome(),
    };
    capture = new Capture({ api, camera, light, on: listeners });
    finished(await capture.run(opening, signal, await arrivedWith()));
  } catch (error) {
    failed(error, signal);
  } finally {
    light.show("");
    visit = null;
  }
}

/** A code that the phone's own camera app read from the office screen and opened this page with. */
async function arrivedWith() {
  if (!document.getElementById("site-code")) return {};
  const code = (await import("./site-code.js")).arrivedCode();
  return code ? { site_code: code } : {};
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
    light.show(session.light);
  },
  noOther(error) {
    view.hint({ code: "no_other_movement", text: error.sentence });
    view.another(false);
  },
  answer(answer) {
    view.progress(answer.progress);
    if (answer.state !== "running") {
      view.state("finishing", { busy: texts.finishing });
      return;
    }
    view.prompt(answer.prompt);
    light.show(answer.light);
    view.hint(answer.hint);
  },
  network: (waiting) => view.network(waiting),
};

function finished(outcome) {
  if (config.purpose === "enrolment") return enrolled(outcome);
  if (outcome.second_step) return oneMore(outcome);
  const again = !outcome.accepted && outcome.retry;
  const links = outcome.receipt_url ? [{ href: outcome.receipt_url, text: texts.open_receipt, primary: true }] : [];
  links.push({ href: config.urls.home, text: texts.to_home, primary: false });
  release(again);
  view.result({
    kind: outcome.accepted ? "good" : "bad",
    title: outcome.accepted ? texts.accepted_title : texts.refused_title,
    message: outcome.message,
    reasons: outcome.outcome && outcome.outcome.code !== "accept" ? [outcome.outcome.text] : [],
    facts: [
      [texts.stage, outcome.accepted ? outcome.stage?.text : null],
      [texts.time, outcome.accepted ? clockTime(outcome.recorded_at) : null],
    ],
    links,
    retry: again,
  });
}

/** The rules ask for one thing more; the arrival stays what it was, and without it a reviewer looks. */
function oneMore(outcome) {
  const { kinds, reasons, passkey: options } = outcome.second_step;
  camera.close(); // the code is read with the camera at the back
  const ways = [];
  if (kinds.includes("site_code") && document.getElementById("site-code")) {
    ways.push({ text: texts.second_step_code, primary: true, act: () => finishWith(() => codeOf(outcome.message)) });
  }
  if (kinds.includes("passkey") && options && passkey.isSupported()) {
    const ask = async () => ({ passkey: await passkey.answer(options) });
    ways.push({ text: texts.second_step_passkey, primary: !ways.length, act: () => finishWith(ask) });
  }
  const without = { without_second_step: true };
  ways.push({ text: texts.second_step_without, primary: !ways.length, act: () => finishWith(async () => without) });
  view.result({ kind: "wait", title: texts.second_step_title, message: outcome.message, reasons: reasons.map((one) => one.text), ways });
}

async function codeOf(reason) {
  const code = await (await import("./site-code.js")).askForCode({ reason });
  return { site_code: code };
}

/** Finishes the same session again with what `ask` brings; nothing brought leaves the choice where it was. */
async function finishWith(ask) {
  if (visit) return;
  visit = new AbortController();
  const { signal } = visit;
  try {
    const shown = await ask();
    if (Object.values(shown).every((value) => !value)) return;
    view.state("finishing", { busy: texts.finishing });
    finished(await capture.finish(shown, signal));
  } catch (error) {
    failed(error, signal);
  } finally {
    visit = null;
  }
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

const colours = root.querySelector("[data-colours]");
if (colours) {
  colours.checked = isWelcome();
  colours.addEventListener("change", () => choose(colours.checked));
}
root.querySelector("[data-another]")?.addEventListener("click", () => capture?.askForAnother());
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
