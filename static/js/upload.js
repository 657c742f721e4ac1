// Files: one request per file with its own progress, by choosing or by dragging. Without script the form posts itself.
"use strict";
(() => {
  const size = bytes => bytes < 1048576 ? Math.ceil(bytes / 1024) + " KB" : (bytes / 1048576).toFixed(1).replace(".", ",") + " MB";
  const line = (form, file) => {
    const list = form.querySelector(".uploads"), item = document.createElement("li"), name = document.createElement("span");
    const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 }), state = Object.assign(document.createElement("span"), { className: "sub" });
    name.textContent = `${file.name} (${size(file.size)})`;
    bar.setAttribute("aria-label", "Voortgang van " + file.name);
    item.append(name, bar, state);
    list.hidden = false;
    list.append(item);
    return { item, bar, state };
  };
  const end = (row, tone, words) => { row.item.dataset.tone = tone; row.bar.value = 100; row.state.textContent = words; say(row.item.firstChild.textContent + ": " + words); };
  const answer = request => { try { return JSON.parse(request.responseText); } catch { return {}; } };
  const refresh = form => { if (form.dataset.done) window.htmx?.ajax("GET", form.dataset.done, { target: "#lijst", select: "#lijst", swap: "outerHTML" }); };
  // The bytes are there already: one button keeps them after all, without sending them again
  const offer = (form, row, said) => {
    const keep = Object.assign(document.createElement("button"), { type: "button", className: "btn sm", textContent: "Toch bewaren" });
    keep.addEventListener("click", async () => {
      const reply = await fetch(said.again, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": token() }, body: new URLSearchParams({ token: said.token }) });
      keep.remove();
      end(row, reply.ok ? "ok" : "bad", (await reply.json().catch(() => ({}))).text || "Niet gelukt. Upload het bestand opnieuw.");
      if (reply.ok) refresh(form);
    });
    row.item.append(keep);
  };
  const send = (form, file) => new Promise(done => {
    const row = line(form, file), max = +form.dataset.max || 0;
    if (max && file.size > max) { end(row, "bad", `Dit bestand is groter dan ${size(max)}. Splits het of stuur het op een andere manier.`); done(false); return; }
    if (!file.size && !("all" in form.dataset)) { end(row, "bad", "Dit bestand is leeg. Kies het juiste bestand."); done(false); return; }
    const data = new FormData(form), input = form.querySelector("input[type=file]"), request = new XMLHttpRequest();
    data.delete(input.name);
    data.append(input.name, file);
    const raw = "raw" in form.dataset, fields = new URLSearchParams([...data].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken"));
    request.open(raw ? "PUT" : "POST", raw ? `${form.action}?${fields}` : form.action);
    if (raw) {
      // The bytes as they are: the server checks right and token before it reads them. The key makes a repeat harmless.
      form.dataset.nonce ||= Math.random().toString(36).slice(2) + Date.now();
      request.setRequestHeader("X-Filename", encodeURIComponent(file.name));
      request.setRequestHeader("X-Idempotency-Key", encodeURIComponent([form.dataset.nonce, form.action, fields, file.name, file.size, file.lastModified].join()));
    }
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", event => { row.bar.value = event.loaded / event.total * 100; row.state.textContent = event.loaded < event.total ? `${size(event.loaded)} van ${size(event.total)}` : "Wordt verwerkt"; });
    request.addEventListener("load", () => {
      const said = answer(request), fine = request.status < 400;
      end(row, said.tone || (fine ? "ok" : "bad"), said.text || (fine ? "Toegevoegd" : "Niet gelukt. Probeer het opnieuw."));
      if (request.status === 401 || request.responseURL.includes("/inloggen/")) document.querySelector("#uitgelogd")?.showModal();
      if (said.again) offer(form, row, said);
      done(fine);
    });
    request.addEventListener("error", () => { end(row, "bad", "De verbinding viel weg. Kies het bestand opnieuw."); done(false); });
    request.send(raw ? file : data);
  });
  const sendAll = async (form, files) => {
    form.setAttribute("aria-busy", "true");
    let fine = 0;
    for (const file of files) fine += await send(form, file);
    form.removeAttribute("aria-busy");
    if (fine) refresh(form);
  };
  const on = (name, handle) => document.addEventListener(name, event => { const form = event.target.closest?.("form[data-upload]"); if (form) handle(event, form); });
  on("change", (event, form) => { if (event.target.type === "file" && event.target.files.length) { sendAll(form, [...event.target.files]); event.target.value = ""; } });
  on("submit", event => { event.preventDefault(); });
  on("dragover", (event, form) => { event.preventDefault(); form.classList.add("over"); });
  on("dragleave", (event, form) => { if (!form.contains(event.relatedTarget)) form.classList.remove("over"); });
  on("drop", (event, form) => { event.preventDefault(); form.classList.remove("over"); sendAll(form, [...event.dataTransfer.files]); });
  document.documentElement.classList.add("js");
})();
