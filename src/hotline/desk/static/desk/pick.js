// Pickers: a long list (units, classes, areas, people) is fetched once and filtered while one types, by words or pinyin initials.
(() => {
  const lists = new Map();
  const load = (url) => {
    if (!lists.has(url)) {
      const coming = fetch(url, { headers: { Accept: "application/json" } }).then((r) => (r.ok ? r.json() : Promise.reject(r.status)));
      coming.catch(() => lists.delete(url));
      lists.set(url, coming);
    }
    return lists.get(url);
  };
  const score = (item, words) => {
    const label = item.l.toLowerCase(), keys = (item.k || "").toLowerCase();
    let sum = 0;
    for (const word of words) {
      const at = label.indexOf(word);
      if (at >= 0) sum += at === 0 ? 3 : 2;
      else if (keys.split(" ").some((k) => k.startsWith(word))) sum += 2;
      else if (keys.includes(word) || (item.g || "").toLowerCase().includes(word)) sum += 1;
      else return 0;
    }
    return sum || 1;
  };
  const chosen = (box) => [...box.querySelectorAll(".picked input")].map((i) => i.value);
  const add = (box, value, label) => {
    if (chosen(box).includes(value)) return;
    if (!("many" in box.dataset)) for (const old of box.querySelectorAll(".picked")) old.remove();
    const span = document.createElement("span");
    span.className = "picked";
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: box.dataset.name, value });
    const off = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
    off.setAttribute("aria-label", desk.word("remove", { what: label }));
    span.append(hidden, label, off);
    box.insertBefore(span, box.querySelector("input[role=combobox]"));
    hidden.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const none = (name) => Object.assign(document.createElement("li"), { className: "none", textContent: desk.word(name) });
  const close = (box) => {
    box.querySelector(".pick-list").hidden = true;
    box.querySelector("[role=combobox]").setAttribute("aria-expanded", "false");
  };
  const draw = async (box) => {
    const input = box.querySelector("[role=combobox]"), list = box.querySelector(".pick-list");
    let items;
    try {
      items = await load(box.dataset.pick);
    } catch {
      list.replaceChildren(none("no-list"));
      list.hidden = false;
      return;
    }
    const words = input.value.trim().toLowerCase().split(/\s+/).filter(Boolean), have = chosen(box);
    const found = items.map((item) => [score(item, words), item]).filter(([s, item]) => s && !have.includes(item.v));
    found.sort((a, b) => b[0] - a[0]);
    list.replaceChildren(...found.slice(0, 60).map(([, item], i) => {
      const li = document.createElement("li");
      li.setAttribute("role", "option");
      li.setAttribute("aria-selected", String(i === 0));
      li.id = input.id + "-" + i;
      li.dataset.value = item.v;
      li.dataset.label = item.l;
      li.textContent = item.l;
      if (item.g) li.append(Object.assign(document.createElement("small"), { textContent: item.g }));
      return li;
    }));
    if (!found.length) list.replaceChildren(none("not-found"));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-activedescendant", input.id + "-0");
  };
  const take = (box, li) => {
    if (!li?.dataset.value) return;
    add(box, li.dataset.value, li.dataset.label);
    const input = box.querySelector("[role=combobox]");
    input.value = "";
    close(box);
    if ("many" in box.dataset) input.focus();
  };
  const boxOf = (event) => event.target.closest?.("[data-pick]");
  // The list opens by a click, a key or typing: a form that merely takes the focus does not unfold it.
  document.addEventListener("click", (event) => { const box = boxOf(event); if (box && event.target.matches("[role=combobox]")) draw(box); });
  document.addEventListener("input", (event) => { const box = boxOf(event); if (box && event.target.matches("[role=combobox]")) draw(box); });
  document.addEventListener("focusout", (event) => {
    const box = boxOf(event);
    if (!box || box.contains(event.relatedTarget)) return;
    const input = box.querySelector("[role=combobox]"), options = [...box.querySelectorAll(".pick-list [data-value]")];
    const exact = options.find((li) => li.dataset.label === input.value.trim());
    if (input.value.trim() && (exact || options.length === 1)) take(box, exact || options[0]);
    close(box);
  });
  document.addEventListener("mousedown", (event) => {
    const li = event.target.closest?.(".pick-list li");
    if (!li) return;
    event.preventDefault();
    take(li.closest("[data-pick]"), li);
  });
  document.addEventListener("click", (event) => {
    const off = event.target.closest?.(".picked button");
    if (!off) return;
    const box = off.closest("[data-pick]");
    off.closest(".picked").remove();
    const input = box.querySelector("[role=combobox]");
    input.focus();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("keydown", (event) => {
    const box = boxOf(event);
    if (!box || !event.target.matches("[role=combobox]") || event.isComposing || event.keyCode === 229) return;
    const options = [...box.querySelectorAll(".pick-list [data-value]")], now = options.findIndex((li) => li.getAttribute("aria-selected") === "true");
    const move = (to) => {
      options[now]?.setAttribute("aria-selected", "false");
      options[to]?.setAttribute("aria-selected", "true");
      options[to]?.scrollIntoView({ block: "nearest" });
      event.target.setAttribute("aria-activedescendant", options[to]?.id || "");
    };
    if (event.key === "ArrowDown" && box.querySelector(".pick-list").hidden) { event.preventDefault(); draw(box); }
    else if (event.key === "ArrowDown") { event.preventDefault(); move(Math.min(now + 1, options.length - 1)); }
    else if (event.key === "ArrowUp") { event.preventDefault(); move(Math.max(now - 1, 0)); }
    else if (event.key === "Enter" && !box.querySelector(".pick-list").hidden) { event.preventDefault(); take(box, options[now]); }
    else if (event.key === "Escape") { event.stopPropagation(); close(box); }
    else if (event.key === "Backspace" && !event.target.value) box.querySelector(".picked:last-of-type")?.remove();
  });
  desk.pick = (form, name, value, label) => {
    const box = form.querySelector(`[data-pick][data-name="${name}"]`);
    if (box) add(box, value, label);
  };
})();
