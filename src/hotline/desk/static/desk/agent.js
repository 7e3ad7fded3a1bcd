// The agent's form: keys that work while one types, suggestions that are taken but never force themselves, and what is
// read out to the caller. Never while an input method composes.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const form = () => $(".new-form");
  const seen = (element) => element.getClientRects().length > 0;

  // --- what stands in a field -----------------------------------------------------------------------------------------
  const PRESET = new Set(["urgency", "reply_wish", "channel", "complexity"]);
  const chosen = new WeakMap(), taken = new WeakMap(), quoted = new WeakMap(), presets = new WeakMap(), refused = new WeakMap();
  const own = (map, f, made) => { if (!map.has(f)) map.set(f, made()); return map.get(f); };
  const nameOf = (target) => target.name || target.closest?.("[data-pick]")?.dataset.name || "";
  const valueOf = (f, name) => {
    const found = [...f.elements].filter((e) => e.name === name);
    const radio = found.find((e) => e.type === "radio");
    return (radio ? found.find((e) => e.checked) : found[0])?.value || "";
  };
  const decided = (f, name) => (PRESET.has(name) ? own(chosen, f, () => new Set()).has(name) : valueOf(f, name) !== "");
  const preset = (f) => own(presets, f, () => new Map());
  const open = (f, name) => preset(f).has(name) || !decided(f, name);
  let filling = false;
  const clear = (f, name, found) => {
    const radio = found.find((e) => e.type === "radio" && e.checked);
    if (radio) { radio.checked = false; radio.dispatchEvent(new Event("change", { bubbles: true })); }
  };
  const fill = (f, name, value, label) => {
    const found = [...f.elements].filter((e) => e.name === name), radio = found.find((e) => e.value === value && e.type === "radio");
    filling = true;
    const pick = $(`[data-pick][data-name="${name}"]`, f);
    if (pick && !value) $(".picked button", pick)?.click();
    else if (pick) desk.pick(f, name, value, label);
    else if (!value) clear(f, name, found);
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
    if ([...f.elements].some((e) => e.name === name && "personal" in e.dataset)) return;
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
    offerAll(f);
  };
  const mark = (f, chip) => {
    chip.classList.add("is-taken");
    $("kbd", chip).textContent = "✓";
    $("small", chip).textContent = f.dataset.taken;
  };
  // What is sure enough is filled in at once, and seen to be: its key takes it back, and it does not come again.
  const markPreset = (f, chip) => { chip.classList.add("is-preset"); $("small", chip).textContent = f.dataset.presetWord; };
  const settlePresets = (f) => {
    const held = preset(f);
    for (const [name, value] of held) {
      if (valueOf(f, name) !== value) held.delete(name);
      else if (!$(`[data-take="${name}"][data-preset]`, f)) { held.delete(name); fill(f, name, ""); }
    }
    for (const chip of f.querySelectorAll("[data-take][data-preset]")) {
      const { take: name, value, label } = chip.dataset;
      if (own(refused, f, () => new Set()).has(`${name} ${value}`) || !open(f, name)) continue;
      if (held.get(name) !== value) fill(f, name, value, label);
      if (valueOf(f, name) !== value) continue;
      held.set(name, value);
      markPreset(f, chip);
    }
  };
  const undo = (f, chip) => {
    const { take: name, value } = chip.dataset;
    own(refused, f, () => new Set()).add(`${name} ${value}`);
    preset(f).delete(name);
    fill(f, name, "");
    chip.remove();
    number(f);
  };
  // The first of each field that is still open; what it would fill in stands beside the key.
  const best = (f) => {
    const found = new Map();
    for (const chip of f.querySelectorAll("[data-take][data-all]:not(.is-taken)")) {
      const name = chip.dataset.take, personal = [...f.elements].some((e) => e.name === name && "personal" in e.dataset);
      if (!found.has(name) && !personal && open(f, name)) found.set(name, chip);
    }
    return [...found.values()];
  };
  const offerAll = (f) => {
    const all = $("[data-take-all]", f), found = best(f);
    if (!all) return;
    all.hidden = !found.length;
    $("[data-all-list]", all).textContent = found.map((chip) => `${chip.closest("[data-suggest]")?.parentElement.querySelector("label")?.firstChild.textContent.trim() || ""} ${chip.dataset.label}`.trim()).join(" · ");
  };
  const join = (f, number) => {
    const held = $("input[name=join]", f);
    if (held) held.remove();
    if (number && held?.value !== number) f.append(Object.assign(document.createElement("input"), { type: "hidden", name: "join", value: number }));
    for (const key of f.querySelectorAll("[data-join]")) key.setAttribute("aria-pressed", String(valueOf(f, "join") === key.dataset.join));
  };
  const arrange = (f) => {
    const got = own(taken, f, () => new Map()), joined = valueOf(f, "join");
    settlePresets(f);
    if (joined && !$(`[data-join="${joined}"]`, f)) join(f, "");
    else if (joined) $(`[data-join="${joined}"]`, f).setAttribute("aria-pressed", "true");
    for (const chip of f.querySelectorAll("[data-take]:not(.is-taken)")) {
      const { take: name, value } = chip.dataset;
      remember(f, name, value);
      if (got.get(name) === value && valueOf(f, name) === value) mark(f, chip);
      else if (!open(f, name)) chip.remove();
    }
    number(f);
  };
  const take = (chip) => {
    const f = chip.form || chip.closest("form"), { take: name, value, label } = chip.dataset;
    if (chip.classList.contains("is-preset")) { undo(f, chip); return; }
    if (chip.classList.contains("is-taken") || !open(f, name)) return;
    preset(f).delete(name);
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
    // What a person typed stays; what the last source had put there makes way for this one.
    const before = own(quoted, f, () => new Map());
    const put = (name, value = "") => {
      const at = `answer_directly-${name}`, now = valueOf(f, at);
      if (now && now !== before.get(at)) return;
      if (value || now) fill(f, at, value);
      before.set(at, value);
    };
    put("answer", source.dataset.quote || $("[data-text]", source)?.textContent.trim());
    put("basis", source.dataset.basis);
    put("source_ref", source.dataset.ref);
    put("source_version", source.dataset.version);
    way.form.querySelector("[data-then=answer_directly]").classList.toggle("is-quoted", Boolean(source.dataset.version));
  };

  const keep = (f, chip) => {
    const { take: name, value } = chip.dataset;
    preset(f).delete(name);
    chip.classList.remove("is-preset");
    own(chosen, f, () => new Set()).add(name);
    own(taken, f, () => new Map()).set(name, value);
    for (const other of f.querySelectorAll(`[data-take="${name}"]`)) if (other !== chip) other.remove();
    mark(f, chip);
    number(f);
  };
  const handOver = (f, service) => {
    const way = $("[name=then][value=hand_over_emergency]", f);
    if (!way) return;
    fill(f, "hand_over_emergency-service", service);
    outcome(way);
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
    } else if (inside && event.target.name === "then" && event.key.length === 1 && !event.ctrlKey && !event.metaKey && $(`[name=then][data-agent-key="${event.key.toUpperCase()}"]`, f)) {
      // Among the ways on, the letter that stands beside each is enough.
      event.preventDefault();
      event.stopPropagation();
      outcome($(`[name=then][data-agent-key="${event.key.toUpperCase()}"]`, f));
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
    const act = event.target.closest?.("[data-take-all],[data-hand-over],[data-join]"), f = act?.closest(".new-form");
    if (f && "takeAll" in act.dataset) { for (const one of best(f)) if (one.isConnected) one.classList.contains("is-preset") ? keep(f, one) : take(one); }
    else if (f && act.dataset.join) join(f, act.dataset.join);
    else if (f) handOver(f, act.dataset.handOver);
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
      preset(f).delete(name);
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
    // Beside the form there is room for what one says; on a phone the form comes first.
    const say = $(".say-this", f);
    if (say) say.open = matchMedia("(min-width: 720px)").matches;
    if (valueOf(f, "phone")) $("[name=phone]", f).dispatchEvent(new CustomEvent("desk:restored"));
    if (valueOf(f, "content")) $("[data-assist]", f).dispatchEvent(new CustomEvent("desk:restored"));
    if (!$("[aria-invalid],[role=alert]", f) && matchMedia("(min-width: 720px)").matches) $("[name=content]", f).focus({ preventScroll: true });
  };
  document.addEventListener("DOMContentLoaded", begin);
  document.addEventListener("htmx:load", begin);
})();
