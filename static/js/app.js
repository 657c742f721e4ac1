// Small behaviours, no framework. Pages work without it, except the palette, the shortcuts and partial refresh.
"use strict";
const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
const root = document.documentElement;
const say = text => { const el = $("#omroep"); if (el) { el.textContent = ""; setTimeout(() => { el.textContent = text; }, 50); } };
const typing = el => el.matches?.("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");
const store = { get: key => { try { return localStorage.getItem(key); } catch { return null; } }, set: (key, value) => { try { localStorage.setItem(key, value); } catch { /* private window: the choice lasts one page */ } } };
const token = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";
let single = !root.dataset.keysOff && store.get("shortcuts_on") !== "0";   // WCAG 2.1.4: one-letter keys can be switched off

// Preferences: on the account when the page knows where, else in this browser
const prefer = (name, value) => {
  const address = document.body.dataset.preference;
  if (!address) store.set(name, value);
  else fetch(address, { method: "POST", headers: { "X-CSRFToken": token() }, body: new URLSearchParams({ name, value }) });
};
if (!document.body.dataset.preference && !root.dataset.theme && store.get("theme")) root.dataset.theme = store.get("theme");

// Dialogs, menus, theme, copy, dismiss
document.addEventListener("click", event => {
  const on = selector => event.target.closest?.(selector);
  const opener = on("[data-open]"), copy = on("[data-copy]");
  if (opener) openDialog($("#" + opener.dataset.open));
  if (on("[data-close]") || event.target.matches("dialog")) event.target.closest("dialog")?.close();
  if (on("[data-theme-toggle]")) {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches, now = root.dataset.theme || (dark ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    prefer("theme", root.dataset.theme);
  }
  if (copy) navigator.clipboard?.writeText(copy.dataset.copy).then(() => say("Gekopieerd"));
  if (on("[data-back]")) history.back();
  if (on("[data-dismiss]")) event.target.closest("[data-toast]")?.remove();
  if (on("[data-hide-filters]")) hideFilters(true);
  if (on("[data-show-filters]")) hideFilters(false);
  if (on("[data-unselect]")) { boxes().forEach(box => { box.checked = false; }); count(); }
  $$("details.menu[open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; });
});
const openDialog = dialog => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  if (dialog.id === "palet") { $("input", dialog).select(); window.htmx?.trigger($("input", dialog), "palet-open"); mark0(); }
};
const keysBox = $("[data-keys]");
if (keysBox) keysBox.checked = single;
keysBox?.addEventListener("change", event => { single = event.target.checked; prefer("shortcuts_on", single ? "1" : "0"); });
const hideFilters = off => { $(".withpanel")?.classList.toggle("alone", off); $(".withpanel")?.classList.toggle("open", !off); if (!off) $("#filters input, #filters select")?.focus(); };

// Palette: combobox that keeps the focus in the input; the server gives the results
const palette = $("#palet"), options = () => $$("[role=option]", palette);
const choose = next => {
  options().forEach(o => o.setAttribute("aria-selected", o === next));
  if (!next) { $("input", palette).removeAttribute("aria-activedescendant"); return; }
  $("input", palette).setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
};
const mark0 = () => choose(options()[0]);
const follow = (option, apart) => { if (option?.dataset.href) { if (apart) open(option.dataset.href, "_blank", "noopener"); else location.href = option.dataset.href; } };
palette?.addEventListener("keydown", event => {
  const all = options(), at = all.findIndex(o => o.ariaSelected === "true"), step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && all.length) { event.preventDefault(); choose(all[(at + step + all.length) % all.length]); }
  if (event.key === "Enter" && all[at]) { event.preventDefault(); follow(all[at], event.ctrlKey || event.metaKey); }
});
palette?.addEventListener("click", event => follow(event.target.closest("[role=option]"), event.ctrlKey || event.metaKey));

// Lists: J/K, X, Enter, and the bulk bar. Rows are looked up each time, because a list may have been swapped.
const rows = () => $$("[data-rows] tbody tr[data-href], [data-rows] > li");
const boxes = () => $$("[data-rows] tbody .tick input[type=checkbox], [data-rows] thead .tick input");
const now = () => rows().findIndex(row => row.classList.contains("at"));
const mark = index => {
  const all = rows();
  if (!all.length) return;
  const next = Math.max(0, Math.min(all.length - 1, index));
  all.forEach(row => row.classList.remove("at"));
  all[next].classList.add("at");
  $("a", all[next])?.focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest" });
};
const count = () => {
  const all = $$("[data-rows] tbody .tick input"), picked = all.filter(box => box.checked).length, bar = $("#bulkform"), head = $("[data-rows] thead .tick input");
  all.forEach(box => box.closest("tr").setAttribute("aria-selected", box.checked));
  if (bar) { bar.hidden = !picked; $("[data-n]", bar).textContent = picked; }
  if (head) { head.indeterminate = picked > 0 && picked < all.length; head.checked = picked > 0 && picked === all.length; }
  return picked;
};
document.addEventListener("change", event => {
  if (!event.target.matches("[data-rows] .tick input")) return;
  if (event.target.closest("thead")) $$("[data-rows] tbody .tick input").forEach(box => { box.checked = event.target.checked; });
  say(count() + " geselecteerd");
});

// Keys (design: single letters rest while somebody types, while a dialog is open, and when switched off)
let going = 0;
const step = way => $(way > 0 ? "[rel=next][data-record]" : "[rel=prev][data-record]")?.click();
document.addEventListener("keydown", event => {
  const ctrl = event.ctrlKey || event.metaKey, key = event.key.toLowerCase(), form = event.target.closest?.("form");
  if (ctrl && key === "k") { event.preventDefault(); openDialog(palette); return; }
  if (ctrl && key === "s" && $("form[data-draft], form[data-save]")) { event.preventDefault(); (form?.matches("[data-draft], [data-save]") ? form : $("form[data-draft], form[data-save]")).requestSubmit(); return; }
  if (ctrl && key === "enter" && form && !event.target.closest("#palet")) { event.preventDefault(); form.requestSubmit(); return; }
  if (ctrl && key === "z" && !typing(event.target) && $("form[data-undo]")) { event.preventDefault(); $("form[data-undo]").requestSubmit(); return; }
  if (key === "escape") $$("details.menu[open]").forEach(menu => { menu.open = false; $("summary", menu).focus(); });
  if (!single || ctrl || event.altKey || typing(event.target) || $("dialog[open]:not(.inline-demo)")) return;
  if (Date.now() - going < 1500) { going = 0; const link = $(`[data-go="${CSS.escape(key)}"]`); if (link) { event.preventDefault(); link.click(); } return; }
  const keys = {
    j: () => rows().length ? mark(now() + 1) : step(1), k: () => rows().length ? mark(now() - 1) : step(-1),
    x: () => $(".tick input", rows()[now()] || document.body.firstElementChild)?.click(), "?": () => openDialog($("#sneltoetsen")),
    "/": () => $("[data-search]")?.focus(), f: () => hideFilters(false), g: () => { going = Date.now(); },
    n: () => { const made = $("[data-primary-new]") || $("[data-new] summary"); made?.click(); },
  };
  if (keys[event.key]) { event.preventDefault(); keys[event.key](); }
});

// Toasts: said once, gone after 20 s, never while somebody points at or stands on one
const settle = () => $$("[data-toast]:not([data-on])").forEach(toast => {
  toast.dataset.on = "1";
  say($("[data-said]", toast).textContent);
  let left = 20;
  const timer = setInterval(() => { if (!toast.matches(":hover, :focus-within") && !document.hidden) left -= 1; if (left <= 0 || !toast.isConnected) { clearInterval(timer); toast.remove(); } }, 1000);
});

// Forms: keep what was typed in this tab, offer it back after a lost page, warn before leaving
const drafts = () => $$("form[data-draft]:not([data-on])").forEach(form => {
  form.dataset.on = "1";
  const key = "concept:" + location.pathname, kept = sessionStorage.getItem(key), secret = ["csrfmiddlewaretoken"];
  let dirty = false, timer;
  const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && !secret.includes(name) && !form.elements[name]?.matches?.("[type=password], [data-secret]"));
  const note = $("[data-draft-note]", form);
  if (kept && !$("[aria-invalid=true]", form) && kept !== JSON.stringify(fields())) {
    const offer = $("#concept-terug")?.content.cloneNode(true);
    if (offer) form.prepend(offer);
    $("[data-restore]", form)?.addEventListener("click", event => { restore(form, JSON.parse(kept)); dirty = true; event.target.closest(".notice").remove(); say("Teruggezet"); });
    $("[data-forget]", form)?.addEventListener("click", event => { sessionStorage.removeItem(key); event.target.closest(".notice").remove(); });
  }
  form.addEventListener("input", () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(() => { sessionStorage.setItem(key, JSON.stringify(fields())); if (note) note.textContent = "Concept bewaard om " + new Date().toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" }); }, 2000);
  });
  form.addEventListener("submit", () => { dirty = false; clearTimeout(timer); sessionStorage.removeItem(key); $$("[type=submit]", form).forEach(button => button.setAttribute("aria-busy", "true")); });
  addEventListener("beforeunload", event => { if (dirty && form.isConnected) event.preventDefault(); });
});
const restore = (form, pairs) => {
  $$("input[type=checkbox], input[type=radio]", form).forEach(box => { box.checked = pairs.some(([name, value]) => name === box.name && value === box.value); });
  pairs.forEach(([name, value]) => { const control = form.elements[name]; if (control && !control.length && !["checkbox", "radio", "file", "hidden"].includes(control.type)) control.value = value; else if (control?.tagName === "SELECT") control.value = value; });
};

// htmx: empty filters stay out of the address, results are announced, a lost session asks to sign in again
document.addEventListener("htmx:configRequest", event => {
  if (event.detail.elt.id === "filterform") for (const [name, value] of [...event.detail.formData]) if (!value) event.detail.formData.delete(name);
});
document.addEventListener("htmx:beforeSwap", event => {
  const lost = event.detail.xhr.responseURL.includes("/inloggen/") || event.detail.xhr.status === 401;
  if (lost) { event.detail.shouldSwap = false; $("#uitgelogd")?.showModal(); }
});
document.addEventListener("htmx:beforeRequest", event => { if (event.detail.elt.id !== "palet-vraag" && !$(".loadbar")) setTimeout(() => { if ($(".htmx-request")) document.body.append(Object.assign(document.createElement("div"), { className: "loadbar" })); }, 300); });
document.addEventListener("htmx:afterRequest", () => $$(".loadbar").forEach(bar => bar.remove()));
for (const name of ["htmx:responseError", "htmx:sendError"]) document.addEventListener(name, event => {
  if (event.detail.xhr?.status === 401) return;
  const words = event.detail.xhr?.status === 403 ? "Dit mag u niet, of uw pagina is verouderd. Laad de pagina opnieuw." : "Dit is niet gelukt. Controleer de verbinding en probeer het opnieuw.";
  const note = $("#mislukt")?.content.cloneNode(true);
  if (note) { $("[data-text]", note).textContent = words; $("#mislukt-nu")?.remove(); $("#inhoud").prepend(note); }
});
// What the server looked up goes into the fields, and counts as typed
document.addEventListener("invullen", event => {
  for (const [id, value] of Object.entries(event.detail.fields)) {
    const input = document.getElementById(id);
    if (input) { input.value = value; input.dispatchEvent(new Event("input", { bubbles: true })); }
  }
});
document.addEventListener("htmx:afterSettle", event => {
  if (event.target.id === "palet-lijst") mark0();
  if (event.target.id === "lijst") say($("#aantal")?.dataset.said || ($("#aantal")?.textContent || rows().length) + " gevonden");
  fresh();
});
// What scrolls sideways on a phone can be reached with the keyboard
const reach = () => $$(".tablewrap, .card, .tabs").forEach(box => { if (box.scrollWidth > box.clientWidth + 1 && getComputedStyle(box).overflowX === "auto") box.tabIndex = 0; else box.removeAttribute("tabindex"); });
addEventListener("resize", reach);
const fresh = () => { if ($("[data-rows]")) count(); settle(); drafts(); reach(); $("[data-focus]")?.focus(); };

// Preview of a document: one picture per page, turned without leaving the page
document.addEventListener("click", event => {
  const turn = event.target.closest?.("[data-turn]"), view = turn?.closest("[data-pages]");
  if (!view) return;
  const page = Math.max(1, Math.min(+view.dataset.pages, +(view.dataset.at || 1) + +turn.dataset.turn));
  view.dataset.at = page;
  const img = $("img", view);
  img.src = view.dataset.src.replace("{page}", page);
  img.alt = `Bladzijde ${page} van ${view.dataset.pages}`;
  $("[data-page]", view).textContent = page;
  $$("[data-turn]", view).forEach(button => { button.disabled = page + +button.dataset.turn < 1 || page + +button.dataset.turn > +view.dataset.pages; });
});
for (const here of $$(".navs [aria-current], .tabs [aria-current]")) here.scrollIntoView({ block: "nearest", inline: "nearest" });
fresh();
