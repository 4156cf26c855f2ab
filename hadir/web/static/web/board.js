// Today's board: htmx asks every ten seconds, this file puts in only what changed and says so politely.
const board = document.getElementById("board");
const news = document.getElementById("board-news");
const pause = document.getElementById("board-pause");
let paused = false;

pause.hidden = false;
pause.addEventListener("click", () => {
  paused = !paused;
  pause.setAttribute("aria-pressed", String(paused));
  pause.querySelector("span").textContent = paused ? pause.dataset.go : pause.dataset.pause;
});

board.addEventListener("htmx:beforeRequest", (event) => {
  if (paused || document.hidden) event.preventDefault();
});
board.addEventListener("htmx:configRequest", (event) => {
  event.detail.parameters.versi = document.getElementById("board-body").dataset.version;
});
board.addEventListener("htmx:afterRequest", (event) => {
  const { xhr, successful } = event.detail;
  if (!successful || xhr.status !== 200) return;
  const fresh = new DOMParser().parseFromString(xhr.responseText, "text/html").getElementById("board-body");
  if (fresh) patch(document.getElementById("board-body"), fresh);
});

/** Replaces single rows and counts; only when people came or went, or the day changed, the whole body. */
function patch(old, fresh) {
  const ids = (body) => Array.from(body.querySelectorAll("[id]"), (part) => part.id).join();
  if (ids(old) !== ids(fresh)) {
    const focused = document.activeElement?.id;
    old.replaceWith(fresh);
    if (focused) document.getElementById(focused)?.focus();
    return;
  }
  let changed = 0;
  for (const part of fresh.querySelectorAll("[id]")) {
    const present = document.getElementById(part.id);
    if (present.innerHTML === part.innerHTML) continue;
    present.replaceChildren(...part.childNodes);
    if (part.id.startsWith("row-")) {
      changed += 1;
      present.classList.add("was-changed");
      present.addEventListener("animationend", () => present.classList.remove("was-changed"), { once: true });
    }
  }
  old.dataset.version = fresh.dataset.version;
  if (changed > 0) news.textContent = changed === 1 ? board.dataset.one : board.dataset.many.replace("%d", String(changed));
}
