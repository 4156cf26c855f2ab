// The colour of the page around the camera picture, when the server asks for one. The skin follows it, a film does not.
// Pale colours only, faded over, at most one change a second: nothing here ever flashes (WCAG 2.3.1).

const LEAST_MS = 1000; // between two changes

const KEY = "hadir-colours";
let chosen = null; // "on" or "off", for this visit also where storage is switched off

/** What was chosen here; else no colours for whoever asked this device for little motion. */
export function isWelcome() {
  const said = chosen ?? remembered();
  if (said) return said === "on";
  return !globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches;
}

/** For people whom changing colours trouble: kept on this device. */
export function choose(isOn) {
  chosen = isOn ? "on" : "off";
  try {
    localStorage.setItem(KEY, chosen);
  } catch {
    // storage switched off: the choice holds for this visit
  }
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export class Light {
  /** `root`: the element whose data-colour the style sheet knows. */
  constructor(root, clock = () => performance.now()) {
    this.root = root;
    this.clock = clock;
    this.changed = -Infinity;
    this.timer = null;
  }

  /** The name of the colour that is shown now; "" for none. */
  get shown() {
    return this.root.dataset.colour ?? "";
  }

  /** Shows a colour by name, or none; later, when the last change was less than a second ago. */
  show(name) {
    clearTimeout(this.timer);
    if ((name ?? "") === this.shown) return;
    const wait = this.changed + LEAST_MS - this.clock();
    if (wait > 0) {
      this.timer = setTimeout(() => this.show(name), wait);
      return;
    }
    this.changed = this.clock();
    this.root.dataset.colour = name ?? "";
  }
}
