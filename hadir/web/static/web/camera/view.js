// The page: what is shown, said, spoken and felt. No decisions; scores never reach it.

const HINT_HOLD_MS = 700; // a hint stays at least this long, or it would flicker
const HINT_SAY_MS = 2500; // screen readers get a hint at most this often
const RING = 100; // pathLength of the ring

export class View {
  constructor(root, { texts, language }) {
    this.root = root;
    this.texts = texts;
    this.language = language;
    this.hintShown = { at: 0, code: null, pending: null };
    this.hintSaid = { at: 0, text: "" };
    this.offersAnother = root.querySelector("[data-another]") !== null;
    this.speech = new Speech(root.querySelector("[data-speech]"), language);
  }

  $(name) {
    return this.root.querySelector(`[data-part="${name}"]`);
  }

  /** States: idle, starting, running, finishing, done, error. CSS shows the panel that belongs to each. */
  state(name, { busy = "" } = {}) {
    this.root.dataset.state = name;
    for (const panel of this.root.querySelectorAll("[data-show]")) {
      panel.hidden = !panel.dataset.show.split(" ").includes(name);
    }
    this.$("busy-text").textContent = busy;
    if (name !== "running") {
      this.clearHint();
      this.network(false);
    }
    if (name === "done" || name === "error" || name === "idle") {
      this.root.dataset.prompt = "";
      this.$("prompt-text").textContent = "";
      this.speech.stop();
    }
  }

  shape(width, height) {
    this.root.style.setProperty("--frame-ratio", String(width / height));
  }

  prompt(prompt) {
    if (!prompt || this.root.dataset.prompt === prompt.code) return;
    const first = !this.root.dataset.prompt;
    this.root.dataset.prompt = prompt.code;
    const drawing = this.root.querySelector("template[data-prompts]").content.querySelector(`[data-code="${prompt.code}"]`);
    this.$("prompt-icon").replaceChildren(...(drawing ? [drawing.cloneNode(true)] : []));
    this.$("prompt-text").textContent = prompt.text;
    this.clearHint();
    this.another(prompt.code !== "look_straight");
    if (!first) navigator.vibrate?.(60);
    this.speech.say(prompt.text);
  }

  /** The way out of a movement that somebody cannot do: there for every movement, and not for looking straight. */
  another(isOffered) {
    const button = this.root.querySelector("[data-another]");
    if (button) button.disabled = !(isOffered && this.offersAnother);
  }

  /** Shown with a short hold; mirrored more slowly into the polite live region. */
  hint(hint) {
    const now = performance.now();
    clearTimeout(this.hintShown.pending);
    const code = hint?.code ?? null;
    if (code !== this.hintShown.code) {
      const wait = HINT_HOLD_MS - (now - this.hintShown.at);
      if (wait > 0) {
        this.hintShown.pending = setTimeout(() => this.hint(hint), wait);
        return;
      }
      this.hintShown = { at: now, code, pending: null };
      this.$("hint").textContent = hint?.text ?? "";
      this.root.dataset.hint = code ?? "";
      if (code === "too_dark") this.root.dataset.light = "on"; // once and for good: light must never flash
    }
    if (hint && hint.text !== this.hintSaid.text && now - this.hintSaid.at > HINT_SAY_MS) {
      this.hintSaid = { at: now, text: hint.text };
      this.$("hint-live").textContent = hint.text;
      this.speech.say(hint.text, false);
    }
  }

  clearHint() {
    clearTimeout(this.hintShown.pending);
    this.hintShown = { at: 0, code: null, pending: null };
    this.hintSaid.text = "";
    this.$("hint").textContent = "";
    this.$("hint-live").textContent = "";
    this.root.dataset.hint = "";
  }

  progress(share) {
    const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
    const ring = this.$("ring");
    ring.setAttribute("aria-valuenow", String(percent));
    ring.setAttribute("aria-valuetext", `${percent}%`);
    this.$("ring-path").style.strokeDashoffset = String(RING - (percent / 100) * RING);
    this.$("percent").textContent = percent > 0 ? `${percent}%` : "";
  }

  network(waiting) {
    if (this.root.dataset.network === (waiting ? "waiting" : "ok")) return;
    this.root.dataset.network = waiting ? "waiting" : "ok";
    this.$("network").hidden = !waiting;
    this.$("network-live").textContent = waiting ? this.texts.waiting_network : "";
  }

  /** `kind`: good | bad | wait. `links`: [{href, text, primary}]; `ways`: [{text, primary, act}]; `reasons`: sentences. */
  result({ kind, title, message, facts = [], links = [], ways = [], reasons = [], retry = false }) {
    this.root.dataset.result = kind;
    this.$("result-title").textContent = title;
    this.$("result-message").textContent = message;
    const list = this.$("result-facts");
    list.replaceChildren();
    for (const [name, value] of facts.filter(([, value]) => value)) {
      list.append(element("dt", name), element("dd", value));
    }
    this.$("result-reasons").replaceChildren(...reasons.map((reason) => element("li", reason)));
    this.$("result-links").replaceChildren(...ways.map(way), ...links.map(link));
    this.$("retry").hidden = !retry;
    this.state("done");
    this.$("result-title").focus();
    this.speech.say(`${title}. ${message}`);
    navigator.vibrate?.(kind === "good" ? [80, 60, 80] : 200);
  }

  error({ title, message, steps = [], restart = null, links = [] }) {
    this.$("error-title").textContent = title;
    this.$("error-message").textContent = message;
    this.$("error-steps").replaceChildren(...steps.map((step) => element("li", step)));
    this.$("error-links").replaceChildren(...links.map(link));
    this.$("restart").hidden = restart === null;
    this.$("restart-text").textContent = restart ?? "";
    this.state("error");
    this.$("error-title").focus();
    this.speech.say(`${title}. ${message}`);
  }
}

function element(tag, text) {
  const node = document.createElement(tag);
  node.textContent = text;
  return node;
}

function way({ text, primary, act }) {
  const node = element("button", text);
  node.type = "button";
  node.className = primary ? "btn btn-primary" : "btn";
  node.addEventListener("click", act);
  return node;
}

function link({ href, text, primary }) {
  const node = element("a", text);
  node.href = href;
  node.className = primary ? "btn btn-primary" : "btn";
  return node;
}

/** Spoken prompts for those who want them; the choice is remembered on this device. */
class Speech {
  constructor(button, language) {
    this.button = button;
    this.voice = language === "en" ? "en-GB" : "id-ID";
    this.on = false;
    if (!button || !window.speechSynthesis) return;
    button.hidden = false;
    this.set(remembered() === "on");
    button.addEventListener("click", () => {
      this.set(!this.on);
      remember(this.on ? "on" : "off");
      if (!this.on) this.stop();
    });
  }

  set(on) {
    this.on = on;
    this.button.setAttribute("aria-pressed", String(on));
  }

  /** `urgent` speech replaces what is being said; a hint waits its turn or is dropped. */
  say(text, urgent = true) {
    if (!this.on || !text) return;
    if (!urgent && window.speechSynthesis.speaking) return;
    if (urgent) window.speechSynthesis.cancel();
    const words = new SpeechSynthesisUtterance(text);
    words.lang = this.voice;
    window.speechSynthesis.speak(words);
  }

  stop() {
    if (this.on) window.speechSynthesis.cancel();
  }
}

function remembered() {
  try {
    return localStorage.getItem("hadir-speech");
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    localStorage.setItem("hadir-speech", value);
  } catch {
    // storage switched off: the choice holds for this visit
  }
}
