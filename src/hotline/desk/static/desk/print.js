// The button of a paper. Nothing else happens on its page.
document.querySelector("[data-print]").addEventListener("click", () => window.print());
