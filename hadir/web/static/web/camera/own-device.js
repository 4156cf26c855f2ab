// The page of the own phone: a form that needs the phone's word is signed just before it is sent.

import { create, isSupported, pageConfig, signWord } from "./device-key.js";
import "./device-note.js";

const page = document.querySelector("[data-device-page]");

for (const form of page.querySelectorAll("form[data-signs]")) {
  if (!isSupported()) continue; // the note says why; the button stays off
  const button = form.querySelector("button[type=submit]");
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    // Here, and only here, a lost key is followed by a new one: the person asks for it.
    await create(pageConfig().owner);
    const signed = await signWord(page.dataset.word);
    for (const [name, value] of Object.entries(signed ?? {})) form.querySelector(`input[name$="-${name}"]`).value = value;
    form.submit();
  });
}
