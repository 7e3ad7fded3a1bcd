// Keys: never while typing, never while an input method composes.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const typing = (event) => event.isComposing || event.keyCode === 229 || event.target.closest?.("input:not([type=radio]):not([type=checkbox]),textarea,select,[contenteditable]");
  const rows = () => [...document.querySelectorAll("#rows .qrow")];
  const current = () => document.querySelector("#rows .qrow.at-key") || document.querySelector("#rows .qrow[aria-current]");
  const pick = (row) => {
    if (!row) return;
    for (const old of document.querySelectorAll("#rows .qrow.at-key")) old.classList.remove("at-key");
    row.classList.add("at-key");
    row.querySelector("a").focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  };
  const move = (by) => {
    const all = rows(), at = all.indexOf(current());
    const row = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
    pick(row);
    if (matchMedia("(min-width: 1200px)").matches && $("#work").classList.contains("has-order")) row?.querySelector("a").click();
  };
  const shut = () => {
    const work = $("#work");
    if (!work?.classList.contains("has-order")) return;
    if (work.classList.contains("no-list")) { location.href = $("[data-close]").href; return; }
    work.classList.remove("has-order", "solo");
    $("#order").replaceChildren();
    const back = document.body.dataset.queue;
    history.pushState({}, "", back ? `/q/${back}/` : "/");
    const row = $("#rows .qrow[aria-current]");
    row?.removeAttribute("aria-current");
    if (row) pick(row);
    document.dispatchEvent(new CustomEvent("desk:closed"));
  };
  // On a page of questions digits answer the first open one, backspace takes the last answer back, and a button that
  // shows a key is pressed by it.
  const hot = (event) => {
    const key = event.key.toLowerCase(), asks = [...document.querySelectorAll("[data-ask]")].filter((ask) => ask.checkVisibility());
    const open = asks.findIndex((ask) => !ask.querySelector(":checked"));
    const at = open < 0 ? asks.length : open;
    if (key === "enter" && event.target.closest?.("a,button,summary")) return false;
    // What is put aside is not pressed, nor a bench that has only just come, nor anything by a key held down.
    const button = [...document.querySelectorAll(`[data-hotkey="${CSS.escape(key)}"]:not([disabled])`)]
      .find((b) => b.checkVisibility() && !event.repeat && !b.closest("[data-guard]:not([data-ready])"));
    const choice = /^[1-9]$/.test(key) ? asks[at]?.querySelectorAll("input[type=radio]")[key - 1] : null;
    const last = key === "backspace" && at > 0 ? asks[at - 1].querySelector(":checked") : null;
    if (!button && !choice && !last) return false;
    event.preventDefault();
    if (last) { last.checked = false; last.dispatchEvent(new Event("change", { bubbles: true })); }
    else (choice || button).click();
    (asks[at + (choice ? 1 : -1)] || asks[at])?.scrollIntoView({ block: "nearest" });
    return true;
  };
  // The next panel of the open order, from where the focus is.
  const section = (by) => {
    const all = [...document.querySelectorAll("#order [data-section]")], at = all.findIndex((one) => one.contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by))];
    next?.focus({ preventScroll: true, focusVisible: true });
    next?.scrollIntoView({ block: "nearest" });
  };
  let waits = 0;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if ($("dialog[open]")) return;
    if (event.key === "Escape") {
      const open = $("details.menu[open], details.me[open]");
      if (open) { open.open = false; open.querySelector("summary").focus(); return; }
      if (event.isComposing || event.keyCode === 229) return;
      if (typing(event)) { event.target.blur(); return; }
      shut();
      return;
    }
    if (typing(event)) return;
    if (performance.now() < waits) {
      waits = 0;
      const link = document.querySelector(`#rail a[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
      if (link) { event.preventDefault(); link.click(); }
      return;
    }
    if (hot(event)) return;
    const act = {
      j: () => move(1), k: () => move(-1),
      "/": () => $("#find")?.focus(),
      n: () => $(".new")?.click(),
      g: () => { waits = performance.now() + 1500; },
      f: () => $("#work.has-order:not(.no-list)")?.classList.toggle("solo"),
      c: () => { const box = $("#note-text"); box?.scrollIntoView({ block: "nearest" }); box?.focus(); },
      "[": () => section(-1), "]": () => section(1),
      ".": () => ($("[data-primary]") || $("[data-testid=more-verbs]"))?.click(),
      "?": () => desk.keys(),
    }[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-solo]")) $("#work").classList.toggle("solo");
    if (event.target.closest("[data-close]") && !$("#work").classList.contains("no-list")) { event.preventDefault(); shut(); }
    const row = event.target.closest("#rows .qrow a")?.parentElement;
    if (row) for (const old of document.querySelectorAll("#rows .qrow.at-key")) old.classList.toggle("at-key", old === row);
  });
  document.addEventListener("desk:opened", () => {
    const number = $("#order .sheet")?.dataset.number;
    for (const row of rows()) {
      // J and K go on from the order that is open, also when a bench opened it.
      if (row.querySelector(`a[data-number="${number}"]`)) { row.setAttribute("aria-current", "true"); row.classList.remove("fresh"); }
      else { row.removeAttribute("aria-current"); row.classList.remove("at-key"); }
    }
  });

  // Marks in the text: pressed they stand, pressed again they go; the button keeps the focus.
  const marks = (event) => event.detail.elt.closest?.("[data-marks]");
  document.addEventListener("htmx:configRequest", (event) => {
    if (marks(event)?.getAttribute("aria-pressed") === "true") event.detail.parameters.off = "1";
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const key = marks(event);
    if (key && event.detail.successful) key.setAttribute("aria-pressed", String(event.detail.requestConfig.parameters.off !== "1"));
  });

  // Why a limit is what it is: on hover after a moment, on tap at once.
  let card = null, timer = 0;
  const hide = () => { clearTimeout(timer); card?.remove(); card = null; };
  const show = async (chip) => {
    const response = await fetch(chip.dataset.why, { headers: { "HX-Request": "true" } });
    if (!response.ok) return;
    hide();
    card = Object.assign(document.createElement("div"), { className: "popover-why", innerHTML: await response.text() });
    document.body.append(card);
    // In large print a length of the page is more than one of the window.
    const large = Number(getComputedStyle(document.documentElement).getPropertyValue("--large")) || 1, at = chip.getBoundingClientRect(), own = card.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - own.width - 8)), top = at.bottom + own.height + 8 > innerHeight ? at.top - own.height - 4 : at.bottom + 4;
    card.style.left = left / large + "px";
    card.style.top = top / large + "px";
  };
  document.addEventListener("mouseover", (event) => {
    const chip = event.target.closest?.("[data-why]");
    if (!chip) return;
    clearTimeout(timer);
    timer = setTimeout(() => show(chip), 350);
  });
  document.addEventListener("mouseout", (event) => { if (event.target.closest?.("[data-why]")) hide(); });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest?.("[data-why]");
    if (chip && matchMedia("(hover: none)").matches) { event.preventDefault(); event.stopImmediatePropagation(); show(chip); }
    else if (card && !card.contains(event.target)) hide();
  }, true);
})();
