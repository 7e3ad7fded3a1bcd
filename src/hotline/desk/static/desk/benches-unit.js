// Benches of units and of the call-back: steps on a phone, words to insert, what an answer must hold, the next call, a
// spoken note. All words come from the page.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const phone = matchMedia("(max-width: 719.98px)");

  // Steps: on a phone one question at a time, with where one is and a way back; on a wide screen all at once.
  const steps = (form) => all("[data-step]", form).filter((step) => !step.hidden);
  const answered = (step) => step.matches("[data-ask]") ? !!$(":checked", step) : all("textarea[required]:enabled", step).every((t) => t.value.trim());
  const show = (form, at) => {
    const found = steps(form), last = found.length - 1, now = Math.max(0, Math.min(at, last));
    form.dataset.at = now;
    form.classList.toggle("stepped", phone.matches);
    for (const step of all("[data-step]", form)) step.classList.toggle("now", step === found[now]);
    const line = $("[data-step-at]", form), end = $("[data-step-end]", form);
    line.hidden = !phone.matches;
    const said = line.dataset.of.replace("{n}", now + 1).replace("{all}", found.length);
    if (line.textContent !== said) line.textContent = said;
    $("[data-step-back]", form).hidden = !phone.matches || now === 0;
    $("[data-step-next]", form).hidden = !phone.matches || now === last;
    end.hidden = phone.matches && now !== last;
  };
  const first = (form) => { const at = steps(form).findIndex((step) => !answered(step)); show(form, at < 0 ? steps(form).length - 1 : at); };
  const ahead = (form, by) => {
    const at = Number(form.dataset.at), step = steps(form)[at];
    if (by > 0 && !answered(step)) { $("input:invalid,textarea:invalid", step)?.reportValidity(); return; }
    show(form, at + by);
    const next = steps(form)[Number(form.dataset.at)];
    (next.matches("[data-ask]") ? $("legend", next) : $("textarea", next))?.scrollIntoView({ block: "nearest" });
    if (!next.matches("[data-ask]")) $("textarea", next)?.focus({ preventScroll: true });
  };

  // What an answer must hold, while it is written. The core has the last word.
  const PRIVATE = /1[3-9]\d{9}|\d{17}[\dXx]/;
  const checks = (form) => {
    for (const list of all("[data-checks]", form)) {
      const text = document.getElementById(list.dataset.checks).value.trim();
      for (const item of all("[data-check]", list)) {
        const met = item.dataset.check === "length" ? [...text].length >= Number(item.dataset.min) : text !== "" && !PRIVATE.test(text);
        item.classList.toggle("met", met);
        item.classList.toggle("unmet", item.dataset.check === "plain" && PRIVATE.test(text));
      }
    }
    for (const box of all("[data-must-if]", form)) {
      const must = box.dataset.mustIf.split("|").some((rule) => { const [name, value] = rule.split("="); return form.querySelector(`[name="${name}"]:checked`)?.value === value; });
      box.required = must;
      box.closest(".field").querySelector("label").classList.toggle("must", must);
      const note = $("[data-must-note]", form);
      if (note) note.hidden = !must;
    }
  };
  const ready = (root) => {
    for (const form of all(".unit-bench form", root)) {
      checks(form);
      if ("steps" in form.dataset) first(form);
    }
    for (const form of all("[data-speak]", root)) {
      const can = !!(window.MediaRecorder && navigator.mediaDevices?.getUserMedia && window.isSecureContext);
      $("[data-speak-toggle]", form).hidden = !can;
      $("[data-speak-upload]", form).hidden = can;
    }
  };
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));
  phone.addEventListener("change", () => { for (const form of all("form[data-steps]")) first(form); });
  document.addEventListener("input", (event) => { const form = event.target.closest?.(".unit-bench form"); if (form) checks(form); });
  document.addEventListener("change", (event) => {
    const form = event.target.closest?.(".unit-bench form");
    if (!form) return;
    checks(form);
    if (!("steps" in form.dataset)) return;
    const now = steps(form)[Number(form.dataset.at)];
    if (phone.matches && event.target.type === "radio" && now?.contains(event.target) && now.matches("[data-ask]")) ahead(form, 1);
    else show(form, Number(form.dataset.at));
  });

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    if (at("[data-step-next]")) ahead(at("form"), 1);
    if (at("[data-step-back]")) ahead(at("form"), -1);
    const word = at("[data-insert]");
    if (word) {
      const box = document.getElementById(word.dataset.insert);
      box.setRangeText(word.textContent, box.selectionStart, box.selectionEnd, "end");
      box.focus({ preventScroll: true });
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }
    // What unfolds is to be written into; among others it closes them.
    const fold = at(".unit-bench details > summary");
    if (fold && !fold.parentElement.open) setTimeout(() => $("textarea,input:not([type=hidden])", fold.parentElement)?.focus());
    if (at("[data-speak-toggle]")) speak(at("form"));
    const sign = at("[data-sign]");
    if (sign) signFor(sign);
  });

  // The common case by one key: every answer is seen and can be changed; then the cursor stands where something is to be written.
  const usual = (button) => {
    const form = button.form, picked = button.dataset.usual.split("|").map((rule) => { const [name, value] = rule.split("="); return form.querySelector(`[name="${name}"][value="${value}"]`); }).filter(Boolean);
    for (const radio of picked) radio.checked = true;
    for (const radio of picked) radio.dispatchEvent(new Event("change", { bubbles: true }));
    if ("steps" in form.dataset) first(form);
    all("textarea[required]:enabled", form).find((text) => text.checkVisibility() && !text.value.trim())?.focus();
  };
  // Signed to be answered at once: the same key goes on in the answer that follows.
  let replies = "";
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-usual]");
    if (button) usual(button);
    const sign = event.target.closest(".unit-bench form button");
    if (sign) replies = "reply" in sign.dataset ? $("#order .sheet")?.dataset.number : "";
  });
  document.addEventListener("htmx:load", () => {
    const button = replies && $("#order .sheet")?.dataset.number === replies ? $("#order [data-usual]") : null;
    if (!button) return;
    replies = "";
    usual(button);
  });

  // Judged reasonable, the same order goes on; and after one call the next is taken by itself.
  let takes = false;
  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.detail.elt;
    if (!form.closest?.(".unit-bench")) return;
    const [name, value] = form.dataset.stayIf?.split("=") || [];
    if (name && event.detail.parameters[name] === value) delete event.detail.parameters.next;
    takes = form.dataset.then === "take";
  });
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.closest?.("#order") === null || !takes) return;
    const form = $("#order form[data-takes]");
    if (!$("#order .sheet")) return;
    takes = false;
    if (form) setTimeout(() => form.requestSubmit());
  });

  // The number is shown: what comes next is the call, and what came of it.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "bench-caller") return;
    $("a[data-tel]", event.detail.target)?.focus({ preventScroll: true });
    const log = $("[data-after-reveal]");
    if (log) log.open = true;
  });

  // A note spoken in the page: recorded by the browser, written as WAV (16 kHz, one channel), which every player knows.
  const RATE = 16000, LONGEST = 5 * 60 * 1000, SLICE = 250;
  let recorder = null, timer = 0;
  const wav = (samples) => {
    const view = new DataView(new ArrayBuffer(44 + samples.length * 2)), text = (at, s) => [...s].forEach((c, i) => view.setUint8(at + i, c.charCodeAt(0)));
    text(0, "RIFF"); view.setUint32(4, 36 + samples.length * 2, true); text(8, "WAVEfmt "); view.setUint32(16, 16, true);
    view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, RATE, true); view.setUint32(28, RATE * 2, true);
    view.setUint16(32, 2, true); view.setUint16(34, 16, true); text(36, "data"); view.setUint32(40, samples.length * 2, true);
    samples.forEach((s, i) => view.setInt16(44 + i * 2, Math.max(-1, Math.min(1, s)) * 32767, true));
    return view.buffer;
  };
  const encoded = async (blob) => {
    const context = new AudioContext(), sound = await context.decodeAudioData(await blob.arrayBuffer());
    context.close();
    const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * RATE)), RATE), source = offline.createBufferSource();
    source.buffer = sound;
    source.connect(offline.destination);
    source.start();
    return wav((await offline.startRendering()).getChannelData(0));
  };
  const label = (form, text) => { $("[data-speak-toggle] span", form).textContent = text; };
  const said = (form, text) => { $("[data-speak-said]", form.parentElement).textContent = text; };
  const keep = async (form, parts) => {
    said(form, form.dataset.busy);
    const stamp = new Date().toLocaleTimeString("sv-SE", { timeZone: "Asia/Shanghai" }).slice(0, 5).replace(":", "");
    const files = new DataTransfer(), input = $("input[type=file]", form);
    files.items.add(new File([await encoded(new Blob(parts, { type: parts[0].type }))], `${form.dataset.name}${stamp}.wav`, { type: "audio/wav" }));
    input.files = files.files;
    form.requestSubmit();
  };
  const speak = async (form) => {
    if (recorder) { recorder.stop(); return; }
    let stream;
    try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); }
    catch { said(form, form.dataset.denied); $("[data-speak-toggle]", form).hidden = true; $("[data-speak-upload]", form).hidden = false; return; }
    const parts = [];
    recorder = new MediaRecorder(stream);
    // Only when something is recorded can it be stopped and kept.
    recorder.ondataavailable = (event) => { if (!event.data.size) return; parts.push(event.data); if (recorder) label(form, form.dataset.stop); };
    recorder.onstop = () => {
      clearTimeout(timer);
      for (const track of stream.getTracks()) track.stop();
      recorder = null;
      label(form, form.dataset.start);
      if (parts.length) keep(form, parts).catch(() => said(form, form.dataset.denied));
    };
    recorder.start(SLICE);
    timer = setTimeout(() => recorder?.stop(), LONGEST);
  };
  document.addEventListener("change", (event) => { if (event.target.matches("[data-speak] input[type=file]")) event.target.form.requestSubmit(); });

  // Signed from the card: the row says what came of it, the list stays where it is.
  const signFor = async (button) => {
    const row = button.closest(".qrow"), number = $("a", row).dataset.number;
    const body = new URLSearchParams({ target: row.dataset.on, version: row.dataset.v, key: button.dataset.key ||= crypto.randomUUID?.() || `${Date.now()}-${number}`, q: document.body.dataset.queue, csrfmiddlewaretoken: desk.cookie("csrftoken") });
    const line = $(".card-said", row);
    button.disabled = true;
    let response;
    try { response = await fetch(`/${number}/do/sign_for/`, { method: "POST", body, headers: { "HX-Request": "true", "X-CSRFToken": desk.cookie("csrftoken") } }); }
    catch { button.disabled = false; line.textContent = button.dataset.lost; return; }
    if (response.ok) {
      button.remove();
      row.classList.add("signed");
      line.textContent = button.dataset.done;
      document.dispatchEvent(new CustomEvent("desk:changed", { detail: { value: number } }));
      return;
    }
    const answer = new DOMParser().parseFromString(await response.text(), "text/html");
    line.textContent = answer.querySelector("[data-testid=refusal], [data-testid=stale] b")?.textContent.trim() || button.dataset.lost;
    button.disabled = false;
  };
})();
