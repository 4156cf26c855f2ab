// Runs in <head> before anything is painted, so that nobody sees the wrong theme first.
// "auto" (nothing stored) follows the system, also when it changes at dusk.
(() => {
  "use strict";
  const KEY = "hadir-theme";
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const stored = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage switched off: follow the system
    }
  };
  const apply = () => {
    const choice = stored();
    const theme = choice === "dark" || choice === "light" ? choice : dark.matches ? "dark" : "light";
    document.documentElement.setAttribute("data-bs-theme", theme);
    document.documentElement.setAttribute("data-theme-choice", choice || "auto");
  };
  const mark = () => {
    const choice = document.documentElement.getAttribute("data-theme-choice");
    for (const button of document.querySelectorAll("[data-theme-set]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeSet === choice));
    }
  };
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", () => {
    mark();
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-theme-set]");
      if (!button) return;
      try {
        if (button.dataset.themeSet === "auto") localStorage.removeItem(KEY);
        else localStorage.setItem(KEY, button.dataset.themeSet);
      } catch {
        document.documentElement.setAttribute("data-bs-theme", button.dataset.themeSet);
        return;
      }
      apply();
      mark();
    });
  });
})();
