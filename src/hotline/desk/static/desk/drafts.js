// Drafts: what is typed is kept in this browser at each pause and put back when the same form is opened again, also after
// the session ended. Personal fields are kept only as long as this tab lives. Drafts of other people and old ones are thrown away.
(() => {
  const HOURS = 24, me = () => document.body.dataset.person || "";
  const keyOf = (form) => form.dataset.draft && me() && `desk:${me()}:${form.dataset.draft}`;
  const SKIP = new Set(["csrfmiddlewaretoken", "version", "key", "target", "q"]);
  const pairs = (form, personal) => [...form.elements]
    .filter((e) => e.name && !SKIP.has(e.name) && e.type !== "file" && e.type !== "password" && (("personal" in e.dataset) === personal))
    .filter((e) => !["radio", "checkbox"].includes(e.type) || e.checked)
    .map((e) => [e.name, e.value, e.closest(".picked") ? e.closest(".picked").firstChild.nextSibling?.textContent || "" : ""]);
  const touched = (found) => found.some(([, value]) => value);
  const save = (form) => {
    const key = keyOf(form);
    if (!key) return;
    const open = pairs(form, false), own = pairs(form, true);
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: open }));
      if (touched(own)) sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: own }));
      const said = form.querySelector("[data-saved]");
      if (said && touched(open)) said.textContent = desk.word("saved");
    } catch { /* storage is full or switched off: the form itself still holds everything */ }
  };
  const drop = (form) => {
    const key = keyOf(form);
    if (!key) return;
    localStorage.removeItem(key);
    sessionStorage.removeItem(key);
  };
  const put = (form, fields) => {
    for (const box of form.querySelectorAll("[data-pick]")) if (fields.some(([n]) => n === box.dataset.name)) for (const p of box.querySelectorAll(".picked")) p.remove();
    for (const [name, value, label] of fields) {
      const box = form.querySelector(`[data-pick][data-name="${name}"]`);
      if (box) { desk.pick(form, name, value, label || value); continue; }
      const inputs = [...form.elements].filter((e) => e.name === name);
      const tick = inputs.find((e) => ["radio", "checkbox"].includes(e.type) && e.value === value);
      if (tick) tick.checked = true;
      else if (inputs[0] && !["radio", "checkbox"].includes(inputs[0].type)) inputs[0].value = value;
    }
    form.querySelectorAll("[data-show-if]").length && form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const restore = (form) => {
    const key = keyOf(form);
    if (!key || form.querySelector("[role=alert]")) return;
    let found = false;
    for (const store of [localStorage, sessionStorage]) {
      const kept = JSON.parse(store.getItem(key) || "null");
      if (!kept || !touched(kept.fields)) continue;
      put(form, kept.fields);
      found = true;
    }
    const said = form.querySelector("[data-saved]");
    if (found && said) {
      said.textContent = desk.word("restored") + " ";
      const clear = Object.assign(document.createElement("button"), { type: "button", className: "link", textContent: desk.word("clear") });
      clear.addEventListener("click", () => { drop(form); form.reset(); for (const p of form.querySelectorAll(".picked")) p.remove(); said.textContent = desk.word("cleared"); });
      said.append(clear);
    }
  };
  const sweep = () => {
    if (!me()) return;
    for (const store of [localStorage, sessionStorage]) for (const key of Object.keys(store)) {
      if (!key.startsWith("desk:")) continue;
      const kept = JSON.parse(store.getItem(key) || "null");
      if (!key.startsWith(`desk:${me()}:`) || !kept?.at || Date.now() - kept.at > HOURS * 3600e3) store.removeItem(key);
    }
  };
  const timers = new Map();
  const settle = (form) => {
    clearTimeout(timers.get(form));
    timers.delete(form);
    if (form.isConnected) save(form);
  };
  const later = (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(settle, 400, form));
  };
  // Who leaves in the middle of a word keeps it, too.
  const leave = () => { for (const form of [...timers.keys()]) settle(form); };
  addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", () => { if (document.hidden) leave(); });
  document.addEventListener("input", later);
  document.addEventListener("change", later);
  const forms = (root) => { for (const form of desk.formsIn(root)) if (form.dataset.draft) restore(form); };
  document.addEventListener("DOMContentLoaded", () => { sweep(); forms(document); });
  document.addEventListener("htmx:load", (event) => forms(event.detail.elt));
  // Save at once before sending; forget when the server has taken it.
  document.addEventListener("submit", (event) => { if (event.target.dataset?.draft) save(event.target); }, true);
  document.addEventListener("desk:done", (event) => {
    const name = event.detail.value || event.detail.draft;
    for (const store of [localStorage, sessionStorage]) store.removeItem(`desk:${me()}:${name}`);
  });
  document.addEventListener("DOMContentLoaded", () => {
    const done = new URLSearchParams(location.search).get("done");
    if (done) for (const store of [localStorage, sessionStorage]) store.removeItem(`desk:${me()}:${done}`);
  });
  desk.drafts = { save, drop };
})();
