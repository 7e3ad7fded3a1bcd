// Lists: several rows ticked by mouse, X and Shift; lean addresses of filters; the time in the watermark.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const ticked = new Map();
  let last = null;
  const rows = () => [...document.querySelectorAll("#rows .qrow")];
  const keyOf = (row) => `${row.dataset.order}:${row.dataset.on}`;
  const box = (row) => row?.querySelector(".tick-row");
  const show = () => {
    const bar = $("#many");
    if (!bar) return;
    for (const row of rows()) {
      const on = ticked.has(keyOf(row));
      if (box(row)) box(row).checked = on;
      row.classList.toggle("ticked", on);
    }
    bar.hidden = !ticked.size;
    $("#many-count").textContent = ticked.size ? desk.word("ticked", { n: ticked.size }) : "";
  };
  // The version is the one that was on the screen when the row was ticked.
  const set = (row, on) => { if (on && box(row) && !row.classList.contains("gone")) ticked.set(keyOf(row), row.dataset.v); else ticked.delete(keyOf(row)); };
  const tick = (row, on, range) => {
    const all = rows(), a = all.indexOf(last), b = all.indexOf(row);
    for (const one of range && a >= 0 ? all.slice(Math.min(a, b), Math.max(a, b) + 1) : [row]) set(one, on);
    last = row;
    show();
  };
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    if (event.target.matches?.(".tick-row")) tick(event.target.closest(".qrow"), event.target.checked, event.shiftKey);
    const all = at("[data-tick]");
    if (all) {
      ticked.clear();
      if (all.dataset.tick === "all") for (const row of rows()) set(row, true);
      show();
    }
    if (at("[data-shut]")) $("#dialog").close();
    for (const open of document.querySelectorAll("details.over[open]")) if (!open.contains(event.target)) open.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229 || $("dialog[open]")) return;
    if (event.key.toLowerCase() !== "x" || !$("#many") || event.target.closest?.("input:not([type=radio]):not([type=checkbox]),textarea,select")) return;
    const row = $("#rows .qrow.at-key") || $("#rows .qrow[aria-current]") || event.target.closest?.(".qrow") || rows()[0];
    if (!row) return;
    event.preventDefault();
    tick(row, event.shiftKey || !ticked.has(keyOf(row)), event.shiftKey);
  });
  // Straight from the list: Enter opens the row that is picked, or else the first; the key that begins the usual answer on
  // the bench (data-begin) opens the order and begins it. Nothing is decided unseen: what is sent is still to be written.
  let begins = "";
  document.addEventListener("keydown", (event) => {
    const list = $("#rows"), key = event.key.toLowerCase(), on = event.target.closest?.("a,button,summary,input,textarea,select");
    if (!list || event.defaultPrevented || event.repeat || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.keyCode === 229) return;
    if ($("dialog[open],#work.has-order") || (key === "enter" ? on : key !== list.dataset.begin || on?.matches("input:not([type=checkbox]),textarea,select"))) return;
    const row = $("#rows .qrow.at-key:not(.gone)") || rows().find((one) => !one.classList.contains("gone"));
    if (!row) return;
    event.preventDefault();
    begins = key === "enter" ? "" : row.querySelector("a").dataset.number;
    row.querySelector("a").click();
  });
  document.addEventListener("htmx:load", () => {
    const number = begins && $("#order .sheet")?.dataset.number;
    if (!number) return;
    const key = number === begins ? $("#rows").dataset.begin : "";
    begins = "";
    if (key) $(`#order [data-hotkey="${CSS.escape(key)}"]`)?.click();
  });
  // A bench goes on with the row after the one that is open, in the list as it is narrowed now.
  const follow = (parameters) => {
    const here = rows().findIndex((row) => row.hasAttribute("aria-current")), all = rows();
    const row = all.slice(here + 1).concat(all.slice(0, Math.max(here, 0))).find((r) => !r.classList.contains("gone"));
    if (here < 0 || !row) return;
    parameters.next = row.querySelector("a").dataset.number;
    parameters["next-on"] = row.dataset.on || "";
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "post" && event.detail.formData.has("next")) follow(event.detail.parameters);
    if (event.detail.elt.id !== "many") return;
    event.detail.parameters.pick = [...ticked].map(([key, version]) => key.replace(":", `:${version}:`));
  });
  document.addEventListener("desk:many", (event) => { for (const key of event.detail.value) ticked.delete(key); show(); });
  document.addEventListener("desk:rows", show);
  document.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target.closest?.("#rows")) show(); });
  // An address says only what is asked for.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-lean]")) return;
    const inputs = [...event.target.elements].filter((e) => e.name && !e.value);
    for (const input of inputs) input.disabled = true;
    if (inputs.length === [...event.target.elements].filter((e) => e.name).length) { event.preventDefault(); location.href = "?all=1"; }
    setTimeout(() => { for (const input of inputs) input.disabled = false; });
  });
  // Closing an order goes back to the list as it was narrowed.
  document.addEventListener("desk:closed", () => {
    const filter = $("#rows")?.dataset.filter;
    if (filter && location.pathname.startsWith("/q/")) history.replaceState({}, "", `${location.pathname}?${filter}`);
  });
  const mark = $(".watermark");
  if (mark) {
    const ahead = Date.parse(mark.dataset.now) - Date.now(), name = mark.querySelector("text").textContent.replace(/ \S+ \S+$/, "");
    setInterval(() => {
      const now = new Date(Date.now() + ahead).toLocaleString("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "short" });
      for (const text of mark.querySelectorAll("text")) text.textContent = `${name} ${now}`;
    }, 30000);
  }
})();
