// The knowledge base: keys of the list of hits, the entry beside it, copying, and which call a message belongs to.
(() => {
  const $ = (selector, root = document) => root.querySelector(selector);
  const side = () => $("#know-side");
  const seat = () => $(".new-form");
  const items = () => [...document.querySelectorAll("#know-list .know-go")];
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const close = () => {
    const at = side();
    if (!at?.firstElementChild || !seat()) return false;
    at.replaceChildren();
    (opened?.isConnected ? opened : $("[name=content]", seat()))?.focus();
    return true;
  };
  let opened = null;

  document.addEventListener("keydown", (event) => {
    if (composing(event) || $("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && close()) { event.preventDefault(); event.stopImmediatePropagation(); return; }
    const box = $("[data-know-text]"), all = items(), at = all.indexOf(document.activeElement);
    if (event.key === "Escape" && at >= 0) { event.preventDefault(); event.stopImmediatePropagation(); box.focus(); box.select(); return; }
    if (!all.length || (document.activeElement !== box && at < 0)) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      const next = at + by;
      if (next < 0) box.focus(); else all[Math.min(next, all.length - 1)].focus();
    } else if (event.key === "Enter" && document.activeElement === box) {
      event.preventDefault();
      all[0].focus();
    }
  }, true);

  // What was opened out of a search is told, so that the next one finds it sooner.
  document.addEventListener("click", (event) => {
    const go = event.target.closest?.("[data-know-open]");
    if (go) {
      opened = go;
      const search = $("#know-search input")?.value, ref = go.dataset.number || go.closest("[data-number]")?.dataset.number;
      if (search && ref) fetch(`/knowledge/${ref}/chosen/`, { method: "POST", headers: { "X-CSRFToken": desk.cookie("csrftoken"), "Content-Type": "application/x-www-form-urlencoded" }, body: new URLSearchParams({ search }) });
    }
    if (event.target.closest?.("[data-know-close]")) close();
    const copy = event.target.closest?.("[data-copy]");
    if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => desk.toast(copy.dataset.copied));
    if (event.target.closest?.(".know-side [data-quote]")) close();
    if (event.target.closest?.(".announced-bar [data-quote]")) event.target.closest("details").open = false;
  });
  const mark = () => {
    const ref = $("#know-side [data-ref]")?.dataset.ref;
    for (const go of items()) go.toggleAttribute("aria-current", go.dataset.number === ref);
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "know-side") {
      event.detail.target.scrollTop = 0;
      mark();
      if (seat()) $("[data-testid=take]", event.detail.target)?.focus();
      if (!seat() && innerWidth < 1000) event.detail.target.scrollIntoView({ block: "start" }); // it stands below the hits
      const to = $("[name=to]", event.detail.target);
      if (to) to.value = event.detail.target.dataset.to || "";
    }
  });
  // A message written during a call waits under the call's key until the order is filed.
  document.addEventListener("htmx:configRequest", (event) => {
    if ("callKey" in event.detail.elt.dataset && seat()) event.detail.parameters.call = $("[name=key]", seat())?.value || "";
  });
})();
