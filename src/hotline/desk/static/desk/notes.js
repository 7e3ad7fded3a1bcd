// Side notes: C goes to the box, @ to the people. One's own note does not make a form beside it stale.
(() => {
  const box = () => document.querySelector("#note-text");
  const grow = (area) => { area.style.height = "auto"; area.style.height = area.scrollHeight + 2 + "px"; };
  document.addEventListener("input", (event) => { if (event.target.id === "note-text") grow(event.target); });
  document.addEventListener("keydown", (event) => {
    if (event.target.id !== "note-text" || event.isComposing || event.keyCode === 229) return;
    if (event.key === "@") {
      event.preventDefault();
      const people = document.querySelector("#note-people");
      people.focus();
      people.click();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  });
  // A colleague was chosen: back to the words.
  document.addEventListener("change", (event) => {
    const chosen = event.target.closest?.(".note-box .picked");
    if (chosen) setTimeout(() => box()?.focus());
  });
  document.addEventListener("desk:noted", (event) => {
    const { was, now } = event.detail.value, sheet = document.querySelector("#order .sheet");
    if (!sheet || Number(sheet.dataset.v) !== was) return;
    sheet.dataset.v = now;
    for (const input of sheet.querySelectorAll("input[name=version]")) if (Number(input.value) === was) input.value = now;
  });
})();
