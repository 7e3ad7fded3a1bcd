// Live pages: the server says that something changed, the page asks what. One connection, only while the tab is seen or
// the person wants reminders on the desktop. Words are the template's: data-… of #live.
(() => {
  const $ = (selector) => document.querySelector(selector);
  const QUIET = 40_000; // the server speaks at least every 15 s
  let source = null, lost = false, counting = 0, listing = 0, ringing = 0, silent = 0;
  const word = (name, n) => ($("#live")?.dataset[name] || "").replace("{n}", n);
  const say = (text) => { const at = $("#live"); if (at && at.textContent !== text) at.textContent = text; };
  const wanted = () => { try { return localStorage.getItem("hotline-notify") === "on" && Notification.permission === "granted"; } catch { return false; } };
  const open = () => $("#order .sheet");
  const counts = () => { clearTimeout(counting); counting = setTimeout(() => htmx.trigger("#rail", "desk:counts"), 400); };

  const compare = (html) => {
    const fresh = new Map([...new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelectorAll(".qrow")].map((r) => [r.dataset.order + r.querySelector("a").search, r]));
    const beyond = html.includes('class="more"');
    let gone = 0;
    for (const row of document.querySelectorAll("#rows .qrow")) {
      const key = row.dataset.order + row.querySelector("a").search, now = fresh.get(key);
      if (!now) {
        // Beyond the first page nothing can be said about rows that were fetched by “more”.
        if (beyond) continue;
        row.classList.add("gone");
        row.querySelector(".s").textContent = word("gone");
        if (!row.hasAttribute("aria-current")) gone += 1;
        continue;
      }
      if (row.innerHTML !== now.innerHTML) {
        if (row.dataset.v !== now.dataset.v) row.classList.add("fresh");
        row.innerHTML = now.innerHTML;
        row.dataset.v = now.dataset.v;
        htmx.process(row);
      }
      row.classList.remove("gone");
      fresh.delete(key);
    }
    document.dispatchEvent(new CustomEvent("desk:rows"));
    const bar = $("#list-bar");
    if (!bar) return;
    if (fresh.size) bar.textContent = word("fresh", fresh.size);
    else if (gone) bar.textContent = word("left", gone);
    bar.hidden = !fresh.size && !gone;
  };
  // Nothing where the line is cut: catching up asks again.
  const asked = (url) => fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  const list = () => {
    const queue = document.body.dataset.queue;
    if (!queue || !$("#rows")) return;
    clearTimeout(listing);
    listing = setTimeout(async () => {
      const query = new URLSearchParams($("#rows").dataset.filter);
      query.set("rows", "1");
      const response = await asked(`/q/${queue}/?${query}`);
      if (response?.ok) compare(await response.text());
    }, 600);
  };
  const changed = (data) => {
    const sheet = open();
    if (sheet && data.id === sheet.dataset.order && Number(data.version || 0) > Number(sheet.dataset.v)) ask(sheet);
  };
  const ask = async (sheet) => {
    const response = await asked(`/${sheet.dataset.number}/since/${sheet.dataset.v}/`);
    const bar = $("#order-bar");
    if (!response?.ok || response.status === 204 || !bar || open() !== sheet) return;
    bar.textContent = await response.text();
    bar.hidden = false;
  };
  const announced = () => htmx.trigger(document.body, "desk:announced");
  const catchUp = () => { announced(); counts(); list(); ring(); if (open()) ask(open()); };
  const ring = () => { clearTimeout(ringing); ringing = setTimeout(() => htmx.trigger("#bell", "desk:notices"), 800); };
  const gone = () => { lost = true; delete document.body.dataset.live; say(word("lost")); };
  // A line that was cut without a word is noticed by the silence.
  const heard = () => { clearTimeout(silent); silent = setTimeout(() => { gone(); connect(); }, QUIET); };
  const connect = () => {
    source?.close();
    clearTimeout(silent);
    delete document.body.dataset.live;
    if ((document.hidden && !wanted()) || !document.body.dataset.person) return;
    const number = open()?.dataset.number, mine = source = new EventSource(number ? `/live/${number}/` : "/live/");
    source.onopen = () => {
      heard();
      if (lost) { say(""); desk.toast(word("back")); catchUp(); }
      lost = false;
    };
    source.onerror = () => {
      gone();
      if (mine.readyState === EventSource.CLOSED) setTimeout(() => { if (mine === source) connect(); }, 5000);
    };
    source.addEventListener("alive", heard);
    source.addEventListener("changed", (event) => {
      const data = JSON.parse(event.data);
      if (data.queues) { counts(); if (data.queues.includes(document.body.dataset.queue)) list(); }
      else changed(data);
    });
    source.addEventListener("announced", announced);
    source.addEventListener("notices", () => { ring(); remind(word("notice")); });
    // What happened between the drawing of the page and now.
    source.addEventListener("listening", () => { document.body.dataset.live = "yes"; if (open()) ask(open()); });
    // No stream lasts for ever: the server looks anew whether this person may watch.
    source.addEventListener("again", () => { connect(); counts(); list(); });
    source.addEventListener("resync", catchUp);
  };
  // Reminders on the desktop: only who asked for them, only while the page is not seen, never a word about an order.
  let standing = null;
  const heaps = () => new Map([...document.querySelectorAll("#rail a[data-queue]")].map((a) => [a.dataset.queue, [parseInt(a.querySelector("b")?.textContent, 10) || 0, a.querySelector("span")?.textContent || ""]]));
  const remind = (text) => {
    if (!document.hidden || !wanted() || !text) return;
    const shown = new Notification(word("name"), { body: text, tag: "hotline", lang: document.documentElement.lang });
    shown.onclick = () => { window.focus(); location.href = "/notices/"; };
  };
  const grown = () => {
    const now = heaps();
    if (standing) for (const [queue, [count, label]] of now) if (count > (standing.get(queue)?.[0] ?? 0)) { remind(word("more").replace("{queue}", label).replace("{n}", count)); break; }
    standing = now;
  };
  const bells = () => {
    for (const button of document.querySelectorAll("[data-notify]")) {
      button.hidden = !("Notification" in window);
      if (button.hidden) continue;
      const refused = Notification.permission === "denied";
      button.disabled = refused;
      button.textContent = refused ? button.dataset.refused : wanted() ? button.dataset.off : button.dataset.on;
    }
  };
  document.addEventListener("click", async (event) => {
    if (!event.target.closest("[data-notify]")) return;
    const on = wanted();
    if (!on && (await Notification.requestPermission()) !== "granted") { bells(); return; }
    localStorage.setItem("hotline-notify", on ? "" : "on");
    bells();
  });
  document.addEventListener("DOMContentLoaded", () => { standing = heaps(); bells(); });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "rail") grown();
    const here = event.detail.target.id === "rail" && event.detail.target.querySelector("[aria-current] b"), count = $("#list-count");
    if (here && count) count.textContent = here.textContent;
  });
  document.addEventListener("DOMContentLoaded", connect);
  document.addEventListener("desk:opened", connect);
  document.addEventListener("desk:closed", connect);
  document.addEventListener("desk:changed", () => { counts(); list(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) { connect(); catchUp(); } else if (!wanted()) { source?.close(); clearTimeout(silent); } });
  addEventListener("offline", gone);
  addEventListener("online", connect);
  addEventListener("pagehide", () => source?.close());
  document.addEventListener("click", (event) => {
    if (event.target.closest("#list-bar")) {
      const queue = document.body.dataset.queue;
      htmx.ajax("GET", `/q/${queue}/?rows=1&${$("#rows").dataset.filter}`, { target: "#rows", swap: "innerHTML" });
      $("#list-bar").hidden = true;
    }
    const bar = event.target.closest("#order-bar");
    if (bar) htmx.ajax("GET", bar.dataset.reload, { target: "#order", swap: "innerHTML" });
  });
})();
