// Guided diagnosis: digits answer, ← goes back, and what was found is brought into the form by one key.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const typing = (element) => element?.matches?.("input:not([type=hidden]),textarea,select");
  const run = () => $(".diag");
  const form = () => $(".new-form");

  document.addEventListener("keydown", (event) => {
    const at = run();
    if (!at || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    const inside = at.contains(document.activeElement) || document.activeElement === document.body;
    if (!inside || typing(document.activeElement)) return;
    const found = event.key === "ArrowLeft" ? $("[data-diag-back]", at) : /^\d$/.test(event.key) ? $(`[data-digit="${event.key}"]`, at) : null;
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found.click();
  }, true);

  // The next question has the keyboard at once; a run of another call is put away.
  document.addEventListener("htmx:afterSwap", (event) => {
    const at = run();
    if (!at) return;
    if (event.detail.target.id === "know-side") {
      const first = $("[data-diag-first]", at) || at;
      first.focus({ preventScroll: true });
      at.closest(".know-side").scrollTop = at.closest(".know-side").scrollHeight;
    } else if (event.detail.target.id === "new" && at.dataset.orderKey !== $("input[name=key]", form())?.value) at.remove();
  });

  // The step that was just saved or that a fault names is open; a drawing higher than its frame begins at its start.
  const unfold = () => { const at = $(".diag-steps > :target > details"); if (at) at.open = true; };
  addEventListener("hashchange", unfold);
  document.addEventListener("DOMContentLoaded", () => {
    unfold();
    const frame = $(".diag-drawing"), start = frame && $("[data-start]", frame);
    if (start) frame.scrollTop += start.getBoundingClientRect().top - frame.getBoundingClientRect().top - frame.clientHeight / 2;
  });

  const put = (f, name, value, label) => {
    if (!value) return;
    const found = [...f.elements].filter((e) => e.name === name), radio = found.find((e) => e.type === "radio" && e.value === value);
    if ($(`[data-pick][data-name="${name}"]`, f)) desk.pick(f, name, value, label);
    else if (radio) { radio.checked = true; radio.dispatchEvent(new Event("change", { bubbles: true })); }
    else if (found[0]) {
      found[0].value = value;
      for (const kind of ["input", "change"]) found[0].dispatchEvent(new Event(kind, { bubbles: true }));
    }
  };
  document.addEventListener("click", (event) => {
    const source = event.target.closest?.("[data-diag-fill]"), f = form();
    if (source && f) {
      const { title, content, nature, natureLabel, urgency } = source.dataset, words = f.elements.content, before = words.value.trim();
      if (!f.elements.title.value.trim()) put(f, "title", title);
      if (!before.includes(content)) put(f, "content", before ? `${before}\n${content}` : content);
      put(f, "nature", nature, natureLabel);
      put(f, "content_class", source.dataset.class, source.dataset.classLabel);
      put(f, "urgency", urgency);
      $("#know-side")?.replaceChildren();
      words.focus();
      desk.toast(source.dataset.said);
    }
    const zoom = event.target.closest?.("[data-zoom]");
    if (zoom) {
      const svg = $(".diag-drawing svg"), now = Number(svg.dataset.scale || 1), next = Math.min(2, Math.max(0.4, now * Number(zoom.dataset.zoom)));
      svg.dataset.scale = next;
      svg.setAttribute("width", svg.viewBox.baseVal.width * next);
      svg.setAttribute("height", svg.viewBox.baseVal.height * next);
    }
  });
})();
