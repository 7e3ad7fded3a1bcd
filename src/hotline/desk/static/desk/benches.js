// Benches: which unit is chosen and what limit that brings, short reasons behind a key, and nothing sent by a key held down.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const chosen = (form, name) => $(`.picked input[name="${name}"]`, form)?.value || "";
  const show = (form) => {
    const unit = chosen(form, "lead"), limits = [...form.querySelectorAll("[data-for]")];
    for (const one of form.querySelectorAll('.suggestion[data-fill="lead"]')) one.setAttribute("aria-pressed", String(one.dataset.value === unit));
    const known = limits.some((l) => l.dataset.for === unit && unit);
    for (const one of limits) one.hidden = known ? one.dataset.for !== unit : one.dataset.for !== "" || !unit;
    if (unit) for (const wrong of form.querySelectorAll("[data-must-wrong]")) wrong.hidden = true;
  };
  const seek = (form, name) => {
    const box = $(`[data-pick][data-name="${name}"]`, form), off = $(".picked button", box);
    if (off) off.click();
    else $("[role=combobox]", box).focus();
  };
  const reveal = (form, on) => {
    form.hidden = !on;
    for (const button of document.querySelectorAll(`[data-reveal="${form.id}"][aria-expanded]`)) button.setAttribute("aria-expanded", String(on));
    const text = $("textarea", form);
    if (!on) return $(`[data-reveal="${form.id}"]`).focus();
    words(form, text);
    text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  };
  // What is not ticked is the first reason to send it back; what somebody typed stays.
  const words = (form, text) => {
    const all = [...form.closest(".bench").querySelectorAll("[data-audit]")], none = all.filter((tick) => !tick.checked);
    if (!form.dataset.auditWords || (text.value && text.value !== text.dataset.own && text.value !== text.defaultValue)) return;
    text.value = none.length ? form.dataset.auditWords.replace("{points}", none.map((tick) => tick.dataset.audit).join(desk.word("several"))) : "";
    text.dataset.own = text.value;
  };
  // Who walks through the list by J and K keeps these keys; who is typing stays there.
  let last = "";
  document.addEventListener("keydown", (event) => { last = event.key.toLowerCase(); }, true);
  document.addEventListener("mousedown", () => { last = ""; }, true);
  const passing = () => last === "j" || last === "k" || document.activeElement.matches("input:not([type=checkbox]),textarea,select");
  const ready = (root) => {
    for (const bench of root.querySelectorAll(".bench[data-bench]")) {
      for (const form of bench.querySelectorAll("form")) if ($("[data-pick]", form)) show(form);
      setTimeout(() => { bench.dataset.ready = ""; }, 250);
      const form = $("form[data-must]", bench);
      if (form && !chosen(form, "lead") && matchMedia("(min-width: 1200px)").matches && !passing()) $(`[data-name="lead"] [role=combobox]`, form)?.focus();
    }
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt.parentElement || document));
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.(".bench form");
    if (form && $("[data-pick]", form)) show(form);
    // A unit was taken: its field is gone from the screen, and the next key is a key again, not a sign typed into it.
    if (form && event.target.name === "lead") $(`[data-name="lead"] [role=combobox]`, form).blur();
    if (form && !form.querySelector("[data-audit]:not(:checked)")) for (const wrong of form.querySelectorAll("[data-audit-wrong]")) wrong.hidden = true;
  });
  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    const open = at("[data-reveal]"), pick = at("[data-pick-focus]"), say = at("[data-say]");
    if (open) { const form = document.getElementById(open.dataset.reveal); reveal(form, form.hidden); }
    if (pick) seek(pick.closest("form"), pick.dataset.pickFocus);
    if (say) { const text = $(`[name="${say.dataset.say}"]`, say.closest("form")); text.value = say.dataset.words; text.focus(); }
  });
  // What is missing is said here, before anything is sent: the bench stays, with the cursor where it is wanted.
  document.addEventListener("htmx:confirm", (event) => {
    const form = event.detail.elt;
    if (!form.matches?.(".bench form")) return;
    const must = form.dataset.must && !chosen(form, form.dataset.must), tick = $("[data-audit]:not(:checked)", form);
    if (must) { $("[data-must-wrong]", form).hidden = false; seek(form, form.dataset.must); }
    else if (tick) { $("[data-audit-wrong]", form).hidden = false; tick.focus(); }
    if (must || tick) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.(".bench form");
    if (!form || event.isComposing || event.keyCode === 229) return;
    // Said and done: on to the text that is still wanted, and when there is none, sent.
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      const wanted = event.target.value?.trim() ? [...form.querySelectorAll("textarea[required]")].find((text) => text.checkVisibility() && !text.value.trim()) : null;
      if (wanted) wanted.focus(); else form.requestSubmit();
    }
    // Enter in an empty picker is no order to send.
    else if (event.key === "Enter" && event.target.matches("[role=combobox]")) event.preventDefault();
  });
})();
