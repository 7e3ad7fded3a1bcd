// Light or dark, and large print, before the first paint so that nothing flashes. Kept in this browser; without a choice
// the system's theme counts.
(() => {
  const root = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
  const kept = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { value ? localStorage.setItem(key, value) : localStorage.removeItem(key); } catch { /* for this page only */ } };
  const set = () => {
    root.setAttribute("data-bs-theme", kept("hotline-theme") || (dark.matches ? "dark" : "light"));
    root.toggleAttribute("data-large", kept("hotline-print") === "large");
  };
  const tell = () => {
    const on = { [`theme-${kept("hotline-theme") || "auto"}`]: true, print: kept("hotline-print") === "large" };
    for (const button of document.querySelectorAll("[data-look]")) button.setAttribute("aria-pressed", String(!!on[button.dataset.look]));
  };
  set();
  dark.addEventListener("change", set);
  addEventListener("storage", () => { set(); tell(); });
  document.addEventListener("DOMContentLoaded", tell);
  document.addEventListener("click", (event) => {
    const look = event.target.closest?.("[data-look]")?.dataset.look;
    if (!look) return;
    if (look === "print") keep("hotline-print", root.hasAttribute("data-large") ? "" : "large");
    else keep("hotline-theme", look === "theme-auto" ? "" : look.slice(6));
    set();
    tell();
  });
})();
