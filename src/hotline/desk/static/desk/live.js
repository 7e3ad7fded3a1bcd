// Live pages: the server says that something changed, the page asks what. One connection, only while the tab is seen.
(() => {
  const $ = (selector) => document.querySelector(selector);
  let source = null, lost = false, counting = 0, listing = 0, ringing = 0;
  const say = (text) => { const at = $("#live"); if (at) at.textContent = text; };
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
        row.querySelector(".s").textContent = "已离开";
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
    if (fresh.size) bar.textContent = `有 ${fresh.size} 张新到的单，点此更新`;
    else if (gone) bar.textContent = `${gone} 张单已离开这一列，点此更新`;
    bar.hidden = !fresh.size && !gone;
  };
  const list = () => {
    const queue = document.body.dataset.queue;
    if (!queue || !$("#rows")) return;
    clearTimeout(listing);
    listing = setTimeout(async () => {
      const query = new URLSearchParams($("#rows").dataset.filter);
      query.set("rows", "1");
      const response = await fetch(`/q/${queue}/?${query}`, { headers: { "HX-Request": "true" } });
      if (response.ok) compare(await response.text());
    }, 600);
  };
  const changed = (data) => {
    const sheet = open();
    if (sheet && data.id === sheet.dataset.order && Number(data.version || 0) > Number(sheet.dataset.v)) ask(sheet);
  };
  const ask = async (sheet) => {
    const response = await fetch(`/${sheet.dataset.number}/since/${sheet.dataset.v}/`, { headers: { "HX-Request": "true" } });
    const bar = $("#order-bar");
    if (!response.ok || response.status === 204 || !bar || open() !== sheet) return;
    bar.textContent = await response.text();
    bar.hidden = false;
  };
  const connect = () => {
    source?.close();
    delete document.body.dataset.live;
    if (document.hidden || !document.body.dataset.person) return;
    const number = open()?.dataset.number;
    source = new EventSource(number ? `/live/${number}/` : "/live/");
    source.onopen = () => {
      if (lost) { say(""); desk.toast("连接已恢复，内容已更新。"); counts(); list(); if (open()) ask(open()); }
      lost = false;
    };
    source.onerror = () => {
      if (!lost) say("连接断开，正在重连…");
      lost = true;
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, 5000);
    };
    source.addEventListener("changed", (event) => {
      const data = JSON.parse(event.data);
      if (data.queues) { counts(); if (data.queues.includes(document.body.dataset.queue)) list(); }
      else changed(data);
    });
    source.addEventListener("notices", () => { clearTimeout(ringing); ringing = setTimeout(() => htmx.trigger("#bell", "desk:notices"), 800); });
    // What happened between the drawing of the page and now.
    source.addEventListener("listening", () => { document.body.dataset.live = "yes"; if (open()) ask(open()); });
    // No stream lasts for ever: the server looks anew whether this person may watch.
    source.addEventListener("again", () => { connect(); counts(); list(); });
    source.addEventListener("resync", () => { counts(); list(); if (open()) ask(open()); });
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    const here = event.detail.target.id === "rail" && event.detail.target.querySelector("[aria-current] b"), count = $("#list-count");
    if (here && count) count.textContent = here.textContent;
  });
  document.addEventListener("DOMContentLoaded", connect);
  document.addEventListener("desk:opened", connect);
  document.addEventListener("desk:closed", connect);
  document.addEventListener("desk:changed", () => { counts(); list(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) source?.close(); else { connect(); counts(); list(); if (open()) ask(open()); } });
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
