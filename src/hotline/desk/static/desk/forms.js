// Forms: fields that depend on others, grave acts ask once more, nothing is sent twice, and what the server says is shown.
(() => {
  const cookie = (name) => document.cookie.split("; ").find((c) => c.startsWith(name + "="))?.slice(name.length + 1) || "";
  const $ = (selector, root = document) => root.querySelector(selector);

  window.desk = {
    cookie,
    // What is said stands in the page, in the language that is spoken.
    word: (name, given = {}) => ($("#words")?.getAttribute(`data-${name}`) || "").replace(/\{(\w+)\}/g, (all, key) => given[key] ?? all),
    toast(text, kind = "") {
      const line = Object.assign(document.createElement("p"), { className: "toast-line " + kind, textContent: text });
      const box = $("#toasts") || document.body;
      box.append(line);
      setTimeout(() => line.remove(), kind === "wrong" ? 9000 : 4500);
    },
    ask(html) {
      const dialog = $("#dialog");
      dialog.innerHTML = html;
      htmx.process(dialog);
      if (!dialog.open) dialog.showModal();
      return dialog;
    },
  };

  desk.keys = async () => {
    const response = await fetch("/keys/", { headers: { "HX-Request": "true" } });
    if (response.ok) desk.ask(await response.text());
  };

  // A field with data-show-if="name=a,b" (or name!=a) is there only while that answer is given.
  const holds = (form, rule) => {
    const [name, wanted] = rule.split(/!?=/);
    const found = form.querySelector(`[name="${name}"]:checked`) || form.querySelector(`select[name="${name}"]`);
    const hit = wanted.split(",").includes(found ? found.value : "");
    return rule.includes("!=") ? found && !hit : hit;
  };
  const reveal = (form) => {
    for (const field of form.querySelectorAll("[data-show-if]")) {
      const on = holds(form, field.dataset.showIf);
      field.hidden = !on;
      for (const input of field.querySelectorAll("input,select,textarea")) input.disabled = !on;
    }
  };
  const naming = (form) => {
    const chosen = $("[data-submit]:checked", form), button = $("[data-submit-label]", form);
    if (chosen && button) button.textContent = chosen.value ? desk.word("register-and", { then: chosen.dataset.submit }) : desk.word("register");
  };
  desk.formsIn = (root) => [...(root.matches?.("form") ? [root] : []), ...root.querySelectorAll("form")];
  const ready = (root) => {
    for (const form of desk.formsIn(root)) {
      if ($("[data-submit-label]", form)) naming(form);
      if ($("[data-show-if]", form)) reveal(form);
    }
    const wrong = $("[aria-invalid], .notice[role=alert], p.wrong", root);
    if (wrong && root !== document) {
      const field = wrong.closest(".field"), input = wrong.matches("input,textarea,select") ? wrong : field?.querySelector("input:not([type=hidden]),textarea,select");
      for (let fold = wrong.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
      input?.focus({ preventScroll: true });
      // The field as a whole where it fits; what is wrong with it in any case. Once others have unfolded what they do.
      requestAnimationFrame(() => {
        (field || wrong).scrollIntoView({ block: "nearest" });
        (field && $("p.wrong", field))?.scrollIntoView({ block: "nearest" });
      });
    }
  };
  // What comes in above it afterwards (suggestions) must not push it out of sight.
  document.addEventListener("htmx:afterSettle", () => {
    const wrong = document.activeElement?.matches("[aria-invalid]") && document.activeElement.closest(".field");
    if (wrong) wrong.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("DOMContentLoaded", () => ready(document));
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form");
    if (form && $("[data-show-if]", form)) reveal(form);
    if (form && $("[data-submit-label]", form)) naming(form);
    if (event.target.id === "line") {
      // Another hotline has other natures and classes: the form is made anew, the draft is put back.
      desk.drafts?.save(form);
      location.href = `/new/?line=${encodeURIComponent(event.target.value)}&slot=${form.dataset.slot}`;
    }
    if (event.target.closest("[data-filters]")) event.target.form.requestSubmit();
  });

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest(selector);
    const fill = at("[data-fill]");
    if (fill) desk.pick(fill.closest("form"), fill.dataset.fill, fill.dataset.value, fill.dataset.label);
    if (at("[data-cancel]")) at("form").dispatchEvent(new CustomEvent("desk:cancel", { bubbles: true }));
    if (at("[data-unfold]")) {
      for (const li of at("ol").querySelectorAll(".folded")) li.hidden = false;
      at("li").remove();
    }
    const scroll = at("[data-scroll]");
    if (scroll) {
      const target = document.getElementById(scroll.dataset.scroll);
      target?.querySelector("details")?.setAttribute("open", "");
      target?.scrollIntoView({ block: "nearest" });
    }
    if (at("[data-keys]")) desk.keys();
    const pop = at("[data-popover]");
    for (const open of document.querySelectorAll("details.menu[open], details.me[open]")) if (!open.contains(event.target)) open.open = false;
    if (at(".menu-card a, .menu-card button") && !pop) at("details.menu").open = false;
  });
  document.addEventListener("desk:cancel", (event) => {
    const form = event.target;
    desk.drafts?.drop(form);
    form.remove();
    $("[data-primary]")?.focus();
  });

  // The token may have been renewed by a sign-in in between: the cookie always has the present one.
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb === "get") return;
    if (event.detail.path === "/sign-in/") event.detail.parameters.person = document.body.dataset.person;
    event.detail.headers["X-CSRFToken"] = cookie("csrftoken");
    if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = cookie("csrftoken");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches?.("form") || form.dataset.sure) return;
    if (form.dataset.grave && !form.dataset.sure) {
      event.preventDefault();
      const dialog = desk.ask(`<h2></h2><p></p><form method="dialog" class="form-end"><button class="btn btn-primary" value="yes"></button><button class="btn" value="no"></button></form>`);
      $("[value=no]", dialog).textContent = desk.word("think");
      $("h2", dialog).textContent = $("h2", form)?.textContent || "";
      $("p", dialog).textContent = form.dataset.grave;
      $("[value=yes]", dialog).textContent = desk.word("sure", { what: $("[data-testid^=submit]", form)?.textContent || "" });
      dialog.addEventListener("close", () => {
        if (dialog.returnValue !== "yes") return;
        form.dataset.sure = "1";
        form.requestSubmit();
        delete form.dataset.sure;
      }, { once: true });
    }
  });
  const lock = (event, on) => {
    const form = event.detail.elt;
    if (form.matches?.("form")) for (const b of form.querySelectorAll("button:not([type=button])")) b.disabled = on;
  };
  document.addEventListener("htmx:beforeSend", (event) => lock(event, true));
  document.addEventListener("htmx:afterRequest", (event) => lock(event, false));
  document.addEventListener("htmx:load", (event) => ready(event.detail.elt));

  document.addEventListener("htmx:responseError", (event) => {
    const xhr = event.detail.xhr;
    const own = xhr.getResponseHeader("X-Desk-Says");
    desk.toast(own ? decodeURIComponent(own) : desk.word(`said-${xhr.status}`) || desk.word("broken"), "wrong");
  });
  document.addEventListener("htmx:sendError", () => desk.toast(desk.word("offline"), "wrong"));
  document.addEventListener("desk:toast", (event) => desk.toast(event.detail.value, event.detail.kind || ""));
  document.addEventListener("desk:signed-in", () => {
    $("#dialog")?.close();
    desk.toast(desk.word("again"));
  });
  // Nobody is asked to sign in by what runs beside the typing (data-quiet, live counts), nor a second time while being
  // asked: a password half typed would be lost.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status !== 401) return;
    const quiet = requestConfig.elt.closest("[data-quiet]") || requestConfig.triggeringEvent?.type.startsWith("desk:");
    if (quiet || $("#dialog[open] [data-testid=sign-in-again]")) event.detail.shouldSwap = false;
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target.id === "dialog" && !target.open) target.showModal();
    // Whoever signs in again is mostly the same person: only the password is asked.
    const name = target.id === "dialog" && $("#again-username", target), known = document.body.dataset.username;
    if (name && known && (!name.value || name.value === known)) { name.value = known; $("#again-password", target).focus(); }
    if (target.id === "order") {
      const work = $("#work");
      const open = !!target.firstElementChild;
      work.classList.toggle("has-order", open);
      if (open) {
        target.scrollTop = 0;
        document.dispatchEvent(new CustomEvent("desk:opened"));
      }
    }
    if (target.id === "act-form") (target.querySelector("[aria-invalid]")?.closest(".field") || target).querySelector("input:not([type=hidden]),textarea,select")?.focus({ preventScroll: true });
  });
  document.addEventListener("DOMContentLoaded", () => {
    for (const line of document.querySelectorAll(".toasts .toast-line")) setTimeout(() => line.remove(), 6000);
  });
})();
