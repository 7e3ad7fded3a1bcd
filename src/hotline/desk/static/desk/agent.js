// The agent's form: keys that work while one types, suggestions that are taken but never force themselves, and what is
// read out to the caller. Never while an input method composes.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const form = () => $(".new-form");
  const seen = (element) => element.getClientRects().length > 0;

  // --- what stands in a field -----------------------------------------------------------------------------------------
  const PRESET = new Set(["urgency", "reply_wish", "channel", "complexity"]);
  const chosen = new WeakMap(), taken = new WeakMap();
  const own = (map, f, made) => { if (!map.has(f)) map.set(f, made()); return map.get(f); };
  const nameOf = (target) => target.name || target.closest?.("[data-pick]")?.dataset.name || "";
  const valueOf = (f, name) => {
    const found = [...f.elements].filter((e) => e.name === name);
    const radio = found.find((e) => e.type === "radio");
    return (radio ? found.find((e) => e.checked) : found[0])?.value || "";
  };
  const decided = (f, name) => (PRESET.has(name) ? own(chosen, f, () => new Set()).has(name) : valueOf(f, name) !== "");
  let filling = false;
  const fill = (f, name, value, label) => {
    const found = [...f.elements].filter((e) => e.name === name), radio = found.find((e) => e.value === value && e.type === "radio");
    filling = true;
    if ($(`[data-pick][data-name="${name}"]`, f)) desk.pick(f, name, value, label);
    else if (radio) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); }
    else if (found[0]) {
      found[0].value = value;
      for (const kind of ["input", "change"]) found[0].dispatchEvent(new Event(kind, { bubbles: true }));
    }
    filling = false;
  };

  // --- suggestions: shown beside the field, remembered as shown, taken by a key or a press ------------------------------
  const chips = (f) => [...f.querySelectorAll("[data-take]:not(.is-taken),[data-quote]")].filter(seen).slice(0, 9);
  const remember = (f, name, value) => {
    const at = `suggested-${name}`;
    if ([...f.querySelectorAll(`input[name="${at}"]`)].some((e) => e.value === value)) return;
    f.append(Object.assign(document.createElement("input"), { type: "hidden", name: at, value }));
  };
  const number = (f) => {
    for (const key of f.querySelectorAll("[data-take] kbd,[data-quote] > kbd")) key.textContent = "";
    chips(f).forEach((chip, i) => {
      chip.setAttribute("aria-keyshortcuts", `Alt+${i + 1}`);
      const key = $("kbd", chip);
      if (key) key.textContent = `${i + 1}`;
    });
  };
  const mark = (f, chip) => {
    chip.classList.add("is-taken");
    $("kbd", chip).textContent = "✓";
    $("small", chip).textContent = f.dataset.taken;
  };
  const arrange = (f) => {
    const got = own(taken, f, () => new Map());
    for (const chip of f.querySelectorAll("[data-take]:not(.is-taken)")) {
      const { take: name, value } = chip.dataset;
      remember(f, name, value);
      if (got.get(name) === value && valueOf(f, name) === value) mark(f, chip);
      else if (decided(f, name)) chip.remove();
    }
    number(f);
  };
  const take = (chip) => {
    const f = chip.form || chip.closest("form"), { take: name, value, label } = chip.dataset;
    if (chip.classList.contains("is-taken") || decided(f, name)) return;
    fill(f, name, value, label);
    if (valueOf(f, name) !== value) { chip.remove(); number(f); return; }
    own(taken, f, () => new Map()).set(name, value);
    for (const other of f.querySelectorAll(`[data-take="${name}"]`)) if (other !== chip) other.remove();
    mark(f, chip);
    number(f);
  };
  // A source that answers the question: [data-quote] holds the text ([data-text] inside, or its own attribute), where it
  // stands (data-ref, data-version) and what kind of source it is (data-basis). It opens the direct answer, filled in.
  const quote = (source) => {
    const f = source.closest("form") || form(), way = $("[name=then][value=answer_directly]", f);
    if (!way) return;
    outcome(way);
    const put = (name, value) => { if (value && !valueOf(f, `answer_directly-${name}`)) fill(f, `answer_directly-${name}`, value); };
    put("answer", source.dataset.quote || $("[data-text]", source)?.textContent.trim());
    put("basis", source.dataset.basis);
    put("source_ref", source.dataset.ref);
    put("source_version", source.dataset.version);
  };

  // --- what follows -----------------------------------------------------------------------------------------------------
  const outcome = (radio) => {
    const f = radio.form;
    if (!radio.checked) radio.click();
    const part = $(`[data-then="${radio.value}"]`, f);
    const first = part && [...part.querySelectorAll("textarea,input:not([type=hidden]),select")].find(seen);
    (first || radio).focus();
    (part || radio).scrollIntoView({ block: "nearest" });
  };
  const readOut = (f) => {
    for (const line of f.querySelectorAll("[data-read-out]")) {
      const label = f.querySelector(`[name="${line.dataset.readOut}"]:checked`)?.closest("label");
      const text = (label && ($("small", label) || $("span", label)).textContent) || "";
      line.hidden = !text;
      if (line.textContent !== text) line.textContent = text;
    }
  };

  // --- keys -------------------------------------------------------------------------------------------------------------
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const steps = (f) => [...f.querySelectorAll("input:not([type=hidden]),textarea,select,button,summary")]
    .filter((e) => seen(e) && !e.disabled && e.tabIndex >= 0 && !e.closest(".suggest,.picked") && (e.type !== "radio" || e.checked || !f.querySelector(`[name="${e.name}"]:checked`)));
  const onward = (f, from) => {
    const all = steps(f).filter((e) => e === from || e.type !== "radio" || e.name !== from.name);
    all[all.indexOf(from) + 1]?.focus();
  };
  const called = (f, key) => {
    if (key === "X") return $("[name=then]:checked", f)?.focus() ?? true;
    if (key === "B") return $("[name=content]", f)?.focus() ?? true;
    const found = [...document.querySelectorAll(`[data-agent-key="${key}"]`)].find(seen);
    if (!found) return false;
    if (found.type === "radio") outcome(found);
    else if (found.matches("input,textarea")) { found.focus(); found.select(); }
    else found.click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    const f = form();
    if (!f || composing(event) || $("dialog[open]")) return;
    const inside = event.target.closest?.("form") === f;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      if (event.target.closest?.("form") && !inside) return;
      event.preventDefault();
      if (!f.classList.contains("htmx-request")) f.requestSubmit();
    } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
      // By its place on the keyboard: with Alt a Mac writes other signs.
      const key = event.code.replace(/^(Key|Digit|Numpad)/, "");
      const done = /^[1-9]$/.test(key) ? (event.shiftKey ? desk.call?.(key) : chips(f)[key - 1]?.click() ?? chips(f).length > 0) : !event.shiftKey && key.length === 1 && called(f, key);
      if (done !== false && done !== undefined) event.preventDefault();
    } else if (inside && !event.defaultPrevented && !event.shiftKey && event.key === "Enter" && event.target.matches("input")) {
      // Enter in a line would send a form half filled in: it goes on to the next field.
      event.preventDefault();
      onward(f, event.target);
    } else if (inside && event.target.matches("input[type=radio]") && /^[1-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const radio = [...f.querySelectorAll(`input[type=radio][name="${event.target.name}"]`)].filter(seen)[event.key - 1];
      if (!radio) return;
      event.preventDefault();
      event.stopPropagation();
      radio.focus();
      radio.click();
    }
  });

  document.addEventListener("click", (event) => {
    const chip = event.target.closest?.("[data-take]"), source = event.target.closest?.("[data-quote]");
    if (chip) take(chip);
    else if (source && !event.target.closest("a")) quote(source);
  });
  for (const kind of ["input", "change"]) document.addEventListener(kind, (event) => {
    const f = event.target.closest?.(".new-form");
    if (!f) return;
    readOut(f);
    const name = nameOf(event.target);
    if (!filling && name) {
      own(chosen, f, () => new Set()).add(name);
      for (const chip of f.querySelectorAll(`[data-take="${name}"]`)) if (chip.dataset.value !== valueOf(f, name) && decided(f, name)) chip.remove();
      number(f);
    }
  });
  document.addEventListener("htmx:afterSettle", () => { const f = form(); if (f) arrange(f); });
  const begin = () => {
    const f = form();
    if (!f || f.dataset.begun) return;
    f.dataset.begun = "1";
    readOut(f);
    if (valueOf(f, "phone")) $("[name=phone]", f).dispatchEvent(new CustomEvent("desk:restored"));
    if (valueOf(f, "content")) $("[data-assist]", f).dispatchEvent(new CustomEvent("desk:restored"));
    if (!$("[aria-invalid],[role=alert]", f) && matchMedia("(min-width: 720px)").matches) $("[name=content]", f).focus({ preventScroll: true });
  };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:load", begin);
})();
