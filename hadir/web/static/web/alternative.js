// The PIN page: the code of the screen is sent as soon as it is complete, so that the PIN may be typed in peace.
// Without this file the form works too; then the code is the last thing to be filled in.

import { askForCode, complete, sendCode } from "./camera/site-code.js";

const form = document.getElementById("code-form");
const field = form?.querySelector('[name="c-site_code"]');
const said = document.getElementById("code-said");
const scan = document.getElementById("code-scan");
let sent = "";

function say(text, isWrong) {
  said.textContent = text;
  said.classList.toggle("is-wrong", isWrong);
}

async function note() {
  const code = complete(field.value);
  if (!code || code === sent) return;
  sent = code;
  const { right, message } = await sendCode(code);
  if (sent === code) say(message, !right);
}

if (field) {
  field.addEventListener("input", note);
  scan.hidden = false;
  scan.addEventListener("click", async () => {
    const code = await askForCode({ reason: scan.dataset.reason });
    if (!code) return scan.focus();
    sent = code;
    field.value = code;
    say(scan.dataset.taken, false);
    form.querySelector('[name="c-pin"]').focus();
  });
}
