// Small conveniences of every page; each page works without this file.
const online = document.getElementById("offline-note");
function showNetwork() {
  if (online) online.hidden = navigator.onLine;
}
window.addEventListener("online", showNetwork);
window.addEventListener("offline", showNetwork);
showNetwork();

// A second tap on "send" must not send twice; the button says that something happens.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.dataset.sent === "1") {
    event.preventDefault();
    return;
  }
  if (form.method.toLowerCase() !== "post") return;
  form.dataset.sent = "1";
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    button.setAttribute("aria-disabled", "true");
    button.classList.add("is-sending");
  }
});
// Back from the cache of the browser: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll(".is-sending")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("is-sending");
    }
  }
});

// Links that only go back in the history, and printing, without inline handlers (the CSP forbids those).
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-action]");
  if (!button) return;
  if (button.dataset.action === "print") window.print();
  if (button.dataset.action === "back") window.history.back();
  if (button.dataset.action === "reload") window.location.reload();
  if (button.dataset.action === "copy") copy(button);
});

async function copy(button) {
  const source = document.getElementById(button.dataset.source);
  const done = document.getElementById(button.dataset.done);
  try {
    await navigator.clipboard.writeText(source.value);
    if (done) done.hidden = false;
  } catch {
    source.focus();
    source.select();
  }
}

// When an operation was refused, the reader starts at the reason.
const firstError = document.querySelector("[data-focus], .is-invalid");
if (firstError) firstError.focus();

if ("serviceWorker" in navigator && window.isSecureContext) {
  const worker = document.documentElement.dataset.worker;
  if (worker) navigator.serviceWorker.register(worker).catch(() => {}); // only the offline page depends on it
}
