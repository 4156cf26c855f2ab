// The colour of the page around the camera picture, when the server asks for one. The skin follows it, a film does not.
// Pale colours only, faded over, at most one change a second: nothing here ever flashes (WCAG 2.3.1).

const LEAST_MS = 1000; // between two changes

/** False for whoever asked this device for little motion, or this page for no colours. */
export function isWelcome() {
  if (globalThis.matchMedia?.("(prefers-reduced-motion: reduce)").matches) return false;
  try {
    return localStorage.getItem("hadir-colours") !== "off";
  } catch {
    return true;
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
