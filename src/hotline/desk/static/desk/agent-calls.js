// Up to three orders open at once. Each has its own draft (drafts.js keeps what is typed; who the caller is only as long
// as this tab lives); here is only kept which are open and since when.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const nav = () => $("#calls"), form = () => $(".new-form");
  const me = () => document.body.dataset.person;
  const draft = (slot) => (slot === "1" ? "new" : `new-${slot}`);
  const store = () => `desk:${me()}:calls`;
  const read = () => { try { return JSON.parse(localStorage.getItem(store()))?.open || {}; } catch { return {}; } };
  const write = (open) => { try { localStorage.setItem(store(), JSON.stringify({ at: Date.now(), open })); } catch { /* the tabs then live as long as the page */ } };
  const kept = (from, slot) => { try { return JSON.parse(from.getItem(`desk:${me()}:${draft(slot)}`))?.fields || []; } catch { return []; } };
  const TEXTS = ["content", "title", "place", "content_class"];
  const here = () => form()?.dataset.slot || "1";
  const fields = (slot) => {
    const f = form();
    if (slot !== here() || !f) return [...kept(localStorage, slot), ...kept(sessionStorage, slot)];
    return [...f.elements].filter((e) => e.name && (TEXTS.includes(e.name) || "personal" in e.dataset)).map((e) => [e.name, e.value]);
  };
  const personal = () => new Set([...document.querySelectorAll(".new-form [data-personal]")].map((e) => e.name));
  const written = (slot) => { const own = personal(); return fields(slot).filter(([name, value]) => value && (TEXTS.includes(name) || own.has(name))); };
  const filled = (slot) => written(slot).length > 0;
  const words = (slot) => {
    const of = (name) => fields(slot).find(([n, v]) => n === name && v)?.[1].trim() || "";
    return of("title") || of("content");
  };
  const button = (className, text) => Object.assign(document.createElement("button"), { type: "button", className, textContent: text });
  const draw = () => {
    const bar = nav();
    if (!bar) return;
    const open = read(), list = $(".calls-list", bar);
    open[here()] ??= 0;
    if (!open[here()] && filled(here())) open[here()] = Date.now();
    write(open);
    list.replaceChildren(...Object.keys(open).sort().map((slot) => {
      const box = Object.assign(document.createElement("span"), { className: "call" }), first = words(slot).slice(0, 10) || bar.dataset.empty;
      const go = button("call-go", ""), off = button("call-off", "×");
      go.append(Object.assign(document.createElement("kbd"), { textContent: slot }), Object.assign(document.createElement("span"), { textContent: first }));
      if (open[slot] && filled(slot)) go.append(Object.assign(document.createElement("small"), { textContent: bar.dataset.minutes.replace("{n}", Math.floor((Date.now() - open[slot]) / 60e3)) }));
      go.dataset.call = slot;
      go.dataset.testid = `call-${slot}`;
      go.setAttribute("aria-keyshortcuts", `Alt+Shift+${slot}`);
      if (slot === here()) go.setAttribute("aria-current", "true");
      off.dataset.drop = slot;
      off.dataset.testid = `call-off-${slot}`;
      off.setAttribute("aria-label", bar.dataset.dropWord.replace("{what}", () => first));
      box.append(go, ...(Object.keys(open).length > 1 || filled(slot) ? [off] : []));
      return box;
    }));
  };
  const load = (slot) => {
    const line = kept(localStorage, slot).find(([name]) => name === "line")?.[1] || "";
    return htmx.ajax("GET", `/new/?slot=${slot}${line ? `&line=${encodeURIComponent(line)}` : ""}`, { target: "#new", swap: "innerHTML" });
  };
  const leave = () => {
    const f = form();
    if (filled(here())) desk.drafts.save(f);
    else desk.drafts.drop(f);
    delete f.dataset.draft;
  };
  const go = (slot) => {
    if (slot === here()) { $("[name=content]", form()).focus(); return; }
    leave();
    load(slot);
  };
  const add = () => {
    const open = read(), free = ["1", "2", "3"].find((slot) => !(slot in open));
    if (!filled(here())) $("[name=content]", form()).focus();
    else if (free) go(free);
    else desk.toast(nav().dataset.full, "wrong");
  };
  const forget = (slot) => {
    const open = read();
    delete open[slot];
    write(open);
    for (const from of [localStorage, sessionStorage]) from.removeItem(`desk:${me()}:${draft(slot)}`);
    if (slot !== here()) { draw(); return; }
    delete form().dataset.draft;
    load(Object.keys(open).sort()[0] || "1");
  };
  const drop = (slot) => {
    if (!filled(slot)) { forget(slot); return; }
    const dialog = desk.ask($("#call-drop").innerHTML);
    $("[data-what]", dialog).textContent = words(slot).slice(0, 30) || nav().dataset.empty;
    $("[data-letters]", dialog).textContent = written(slot).filter(([name]) => name !== "content_class").reduce((sum, [, value]) => sum + value.length, 0);
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") forget(slot); }, { once: true });
  };
  desk.call = (slot) => (slot in read() ? (go(slot), true) : false);

  document.addEventListener("click", (event) => {
    if (!form()) return;
    const at = (selector) => event.target.closest?.(selector);
    if (at("[data-call]")) go(at("[data-call]").dataset.call);
    else if (at("[data-drop]")) drop(at("[data-drop]").dataset.drop);
    else if (at("[data-call-new]")) add();
    else if (at("a.new")) { event.preventDefault(); add(); }
  });
  let timer = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.closest?.(".new-form")) return;
    clearTimeout(timer);
    timer = setTimeout(draw, 300);
  });
  // What is done is done: the slot is as good as new.
  document.addEventListener("desk:done", (event) => {
    const slot = /^new(?:-([23]))?$/.exec(event.detail.value || "");
    if (!slot) return;
    const open = read();
    open[slot[1] || "1"] = 0;
    write(open);
  });
  const begin = () => {
    const f = form();
    if (!f || f.dataset.drawn) return;
    f.dataset.drawn = "1";
    history.replaceState(history.state, "", f.dataset.slot === "1" ? "/new/" : `/new/?slot=${f.dataset.slot}`);
    const line = $("#line", f);
    if (line && !line.value) line.value = f.dataset.line;
    if (line && line.value !== f.dataset.line) load(f.dataset.slot);
    draw();
  };
  document.addEventListener("DOMContentLoaded", () => { begin(); setInterval(draw, 30e3); });
  document.addEventListener("htmx:load", begin);
})();
