// The large model's draft goes into a field only when a person takes it over, with a mark that stays until it is sent.
(() => {
  const field = (name) => {
    const found = [...document.querySelectorAll(`textarea[name="${name}"]`)].filter((area) => !area.disabled);
    return found.find((area) => area.checkVisibility()) || found[0];
  };
  const mark = (area, text) => {
    const id = `${area.id}-drafted`;
    if (document.getElementById(id)) return;
    const line = Object.assign(document.createElement("p"), { className: "hint", id, textContent: text });
    line.dataset.testid = "drafted";
    area.after(line);
    area.setAttribute("aria-describedby", [area.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-take-over]");
    if (!button) return;
    const area = field(button.dataset.takeOver), text = button.parentElement.querySelector("[data-proposed]").textContent;
    if (!area) { desk.toast(button.dataset.nowhere, "wrong"); return; }
    area.value = area.value.trim() ? `${area.value.trimEnd()}\n${text}` : text;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    mark(area, button.dataset.mark);
    if (!area.checkVisibility()) { desk.toast(button.dataset.later); return; }
    area.scrollIntoView({ block: "nearest" });
    area.focus({ preventScroll: true });
    area.setSelectionRange(area.value.length, area.value.length);
  });
})();
