// The screen at a work place. Written for the browsers of cheap televisions: no module, no arrow, no promise, no fetch.
// Fetches the changing part when the code changes; a code that could not be replaced in time is taken away.
(function () {
  "use strict";
  var main = document.getElementById("isi");
  var now = document.getElementById("screen-now");
  var stale = document.getElementById("screen-stale");
  var words = document.getElementById("screen-words");
  var GRACE_MS = 5000; // the last code is still taken this long and longer; after it, it is hidden
  var RETRY_MS = 3000;
  var total = 20;
  var ends = 0; // when the shown code changes, on this device's clock
  var endsText = "";
  var waiting = false;
  var next = 0; // not before this moment is the server asked again

  function taken() {
    var part = now.firstElementChild;
    var left = parseInt(part.getAttribute("data-left"), 10);
    ends = Date.now() + left * 1000;
    endsText = part.getAttribute("data-ends");
    next = ends + 150 + Math.random() * 400; // several screens do not all ask in the same instant
  }

  function show(isStale) {
    if (stale.hidden === !isStale) return;
    stale.hidden = !isStale;
    now.hidden = isStale;
  }

  function span(ms) {
    var seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 60) return seconds + " " + words.getAttribute("data-seconds");
    if (seconds < 7200) return Math.floor(seconds / 60) + " " + words.getAttribute("data-minutes");
    return Math.floor(seconds / 3600) + " " + words.getAttribute("data-hours");
  }

  function fresh() {
    if (waiting) return;
    waiting = true;
    var request = new XMLHttpRequest();
    request.open("GET", main.getAttribute("data-fresh"));
    request.timeout = 8000;
    request.onload = function () {
      waiting = false;
      next = Date.now() + RETRY_MS;
      if (request.status === 404) {
        window.location.reload(); // closed, or over: the page says which
        return;
      }
      if (request.status !== 200) return;
      now.innerHTML = request.responseText;
      if (now.firstElementChild.getAttribute("data-version") !== main.getAttribute("data-version")) {
        window.location.reload(); // a newer Hadir
        return;
      }
      taken();
      tick();
    };
    request.onerror = request.ontimeout = function () {
      waiting = false;
      next = Date.now() + RETRY_MS;
    };
    request.send();
  }

  function tick() {
    var left = ends - Date.now();
    // Also after sleep, or a jump of the clock: what cannot be right is asked for anew.
    if (left > total * 1000 + 1000) ends = next = 0;
    if (Date.now() >= next) fresh();
    show(left < -GRACE_MS || left > total * 1000 + 1000);
    if (!stale.hidden) {
      var at = document.getElementById("stale-at");
      var ago = span(-left);
      if (at.textContent !== endsText) at.textContent = endsText;
      document.getElementById("stale-for").textContent = ago;
      return;
    }
    var seconds = Math.max(0, Math.ceil(left / 1000));
    now.querySelector("[data-seconds]").textContent = String(seconds);
    now.querySelector(".screen-bar span").style.transform = "scaleX(" + Math.min(1, seconds / total) + ")";
  }

  // The screen stays on where the browser lets us ask for it.
  function stayAwake() {
    if (document.hidden || !("wakeLock" in navigator)) return;
    navigator.wakeLock.request("screen").then(null, function () {});
  }
  document.addEventListener("visibilitychange", function () {
    stayAwake();
    if (!document.hidden) tick();
  });
  window.addEventListener("online", function () {
    next = 0;
    tick();
  });

  var full = document.querySelector("[data-full]");
  if (document.fullscreenEnabled) {
    full.hidden = false;
    full.addEventListener("click", function () {
      document.documentElement.requestFullscreen();
      full.hidden = true;
    });
  }

  taken();
  tick();
  stayAwake();
  window.setInterval(tick, 1000);
})();
