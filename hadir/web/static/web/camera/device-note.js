// Says what this browser's key means before anything is sent: lost, of another account, another phone.

import { pageConfig, standing } from "./device-key.js";

/** Shows the note that fits, in the part of the page made for it; resolves to the word for it. */
export async function tell(root = document) {
  const config = pageConfig();
  const part = root.querySelector("[data-device-note]");
  if (!config || !part) return null;
  const word = await standing(config);
  for (const note of part.querySelectorAll("[data-standing]")) {
    note.hidden = note.dataset.standing !== word;
    if (!note.hidden) part.hidden = false;
  }
  return word;
}

tell();
