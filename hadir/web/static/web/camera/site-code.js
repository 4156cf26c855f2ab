// The code of the screen at the office: typed, or scanned with the camera at the back. The server judges it at once, so
// that a mistake is told while the screen is still before the person; the check-in then names the code again.
//
// Needs `{% site_code_panel %}` on the page. Only one camera runs on most phones: close the face's before asking.

const SCAN_MS = 150; // between two looks at the picture
const SCAN_WIDTH = 800; // px: small squares of a far screen must stay apart
const OURS = /\/k\/(\d{1,18}\.[\w-]{22})$/;
const DIGITS = /^\d{6}$/;

let config = null;
function settings() {
  config ??= JSON.parse(document.getElementById("site-code-config").textContent);
  return config;
}

/** The code with which this page was opened (the phone's camera app read the QR), or null. The address forgets it. */
export function arrivedCode() {
  const here = new URL(window.location.href);
  const code = here.searchParams.get("kode");
  if (!code) return null;
  here.searchParams.delete("kode");
  window.history.replaceState(window.history.state, "", here);
  return code;
}

/** Shows the panel. Resolves to a code that the server has called right, or to null when the person goes on without.
 *  `reason`: a sentence that says why it is asked. */
export function askForCode({ reason = "" } = {}) {
  return new Panel(document.getElementById("site-code"), settings()).ask(reason);
}

/** Sends a code to the server. Resolves to {right, message}; a broken line is an answer too. */
export async function sendCode(code, { url, csrf, texts } = settings()) {
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf };
  try {
    const response = await fetch(url, { method: "POST", credentials: "same-origin", headers, body: JSON.stringify({ code }) });
    if (response.status === 401) return { right: false, message: texts.signed_out };
    const body = await response.json();
    return { right: response.ok && body.state === "right", message: body.message || texts.network };
  } catch {
    return { right: false, message: texts.network };
  }
}

/** What was typed, as the server wants it: null while it cannot be a code yet. */
export function complete(typed) {
  const digits = typed.replace(/[\s.\-]/g, "");
  if (DIGITS.test(digits)) return digits;
  return OURS.exec(typed.trim())?.[1] ?? null;
}

class Panel {
  constructor(dialog, { texts, decoder }) {
    this.dialog = dialog;
    this.texts = texts;
    this.scanner = new Scanner(dialog.querySelector("video"), decoder);
    this.busy = false;
  }

  $(name) {
    return this.dialog.querySelector(`[data-part="${name}"]`);
  }

  ask(reason) {
    const over = new AbortController();
    const on = (name, type, deed) => this.$(name).addEventListener(type, deed, { signal: over.signal });
    this.$("reason").textContent = reason;
    this.$("field").value = "";
    this.said("");
    this.typing();
    return new Promise((resolve) => {
      const end = (code) => {
        over.abort();
        this.scanner.stop();
        this.close();
        resolve(code);
      };
      on("form", "submit", async (event) => {
        event.preventDefault();
        const code = complete(this.$("field").value);
        if (!code) {
          this.said(this.texts.incomplete, true);
          this.$("field").focus();
        } else if (await this.check(code)) end(code);
      });
      on("scan", "click", async () => {
        const code = await this.scan(over.signal);
        if (code) end(code);
      });
      on("type", "click", () => {
        this.typing();
        this.$("field").focus();
      });
      on("cancel", "click", () => end(null));
      this.dialog.addEventListener("cancel", (event) => {
        event.preventDefault(); // Escape
        end(null);
      }, { signal: over.signal });
      this.open();
    });
  }

  /** Whether the server takes the code; says what it said otherwise. */
  async check(code) {
    if (this.busy) return false;
    this.busy = true;
    this.said(this.texts.checking);
    try {
      const { right, message } = await sendCode(code);
      this.said(message, !right);
      return right;
    } finally {
      this.busy = false;
    }
  }

  /** Until a right code is seen; null when the camera cannot be used or the person types instead. */
  async scan(signal) {
    this.$("typing").hidden = true;
    this.$("send").hidden = true;
    this.$("scan").hidden = true;
    this.$("type").hidden = false;
    this.$("scanner").hidden = false;
    this.$("type").focus();
    this.said(this.texts.scanning);
    let last = "";
    try {
      for await (const text of this.scanner.texts()) {
        if (signal.aborted) return null;
        const code = OURS.exec(text)?.[1];
        if (!code) {
          this.said(this.texts.not_ours, true);
        } else if (code !== last) {
          last = code; // the same code again would get the same answer
          if (await this.check(code)) return code;
        }
      }
    } catch (error) {
      console.warn(error);
      this.typing();
      this.said(this.texts.no_camera, true);
      this.$("field").focus();
    }
    return null;
  }

  typing() {
    this.scanner.stop();
    for (const [name, hidden] of [["scanner", true], ["type", true], ["typing", false], ["send", false], ["scan", !this.scanner.possible]]) {
      this.$(name).hidden = hidden;
    }
    this.said("");
  }

  said(text, isWrong = false) {
    const place = this.$("said");
    place.textContent = text;
    place.classList.toggle("is-wrong", isWrong);
    this.$("field").setAttribute("aria-invalid", String(isWrong));
  }

  open() {
    if (this.dialog.showModal) this.dialog.showModal();
    else this.dialog.setAttribute("open", ""); // phones from before 2022: the panel stands at the end of the page
    this.$("field").focus();
  }

  close() {
    if (this.dialog.close) this.dialog.close();
    else this.dialog.removeAttribute("open");
  }
}

/** The camera at the back, read by the browser where it can (BarcodeDetector), else by a library fetched only now. */
class Scanner {
  constructor(video, decoder) {
    this.video = video;
    this.decoder = decoder;
    this.stream = null;
    this.turn = 0;
  }

  get possible() {
    return Boolean(window.isSecureContext && navigator.mediaDevices?.getUserMedia);
  }

  /** Every text that is seen, until `stop`. Throws when there is no camera. */
  async *texts() {
    const turn = (this.turn += 1);
    const wishes = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
    const [stream, read] = await Promise.all([
      navigator.mediaDevices.getUserMedia({ audio: false, video: wishes }),
      reader(this.decoder),
    ]);
    if (turn !== this.turn) return end(stream);
    this.stream = stream;
    this.video.srcObject = stream;
    await this.video.play();
    const canvas = document.createElement("canvas");
    while (turn === this.turn) {
      const text = this.video.videoWidth > 0 ? await read(picture(this.video, canvas)) : null;
      if (turn === this.turn && text) yield text;
      await new Promise((resolve) => setTimeout(resolve, SCAN_MS));
    }
  }

  stop() {
    this.turn += 1;
    end(this.stream);
    this.stream = null;
    this.video.srcObject = null;
  }
}

function end(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

function picture(video, canvas) {
  const scale = Math.min(1, SCAN_WIDTH / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext("2d", { alpha: false, willReadFrequently: true }).drawImage(video, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** A function from a canvas to the text of the QR on it, or null. */
async function reader(address) {
  try {
    const formats = (await window.BarcodeDetector?.getSupportedFormats()) ?? [];
    if (formats.includes("qr_code")) {
      const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
      return async (canvas) => (await detector.detect(canvas))[0]?.rawValue ?? null;
    }
  } catch {
    // promised and not there (a system without the service): the library reads
  }
  await script(address);
  return (canvas) => {
    const { width, height } = canvas;
    const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
    return window.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? null;
  };
}

function script(address) {
  if (window.jsQR) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const node = document.createElement("script");
    node.src = address;
    node.onload = resolve;
    node.onerror = () => reject(new Error("the decoder did not load"));
    document.head.append(node);
  });
}
