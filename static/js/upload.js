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
  const send = (form, file) => new Promise(done => {
    const row = line(form, file), max = +form.dataset.max || 0;
    if (max && file.size > max) { end(row, "bad", `Dit bestand is groter dan ${size(max)}. Splits het of stuur het op een andere manier.`); done(false); return; }
    if (!file.size) { end(row, "bad", "Dit bestand is leeg. Kies het juiste bestand."); done(false); return; }
    const data = new FormData(form), input = form.querySelector("input[type=file]"), request = new XMLHttpRequest();
    data.delete(input.name);
    data.append(input.name, file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.upload.addEventListener("progress", event => { row.bar.value = event.loaded / event.total * 100; row.state.textContent = event.loaded < event.total ? `${size(event.loaded)} van ${size(event.total)}` : "Wordt verwerkt"; });
    request.addEventListener("load", () => {
      const said = answer(request), fine = request.status < 400;
      end(row, fine ? said.tone || "ok" : "bad", said.text || (fine ? "Toegevoegd" : "Niet gelukt. Probeer het opnieuw."));
      if (request.status === 401 || request.responseURL.includes("/inloggen/")) document.querySelector("#uitgelogd")?.showModal();
      done(fine);
    });
    request.addEventListener("error", () => { end(row, "bad", "De verbinding viel weg. Kies het bestand opnieuw."); done(false); });
    request.send(data);
  });
  const sendAll = async (form, files) => {
    form.setAttribute("aria-busy", "true");
    let fine = 0;
    for (const file of files) fine += await send(form, file);
    form.removeAttribute("aria-busy");
    if (fine && form.dataset.done) window.htmx?.ajax("GET", form.dataset.done, { target: "#lijst", select: "#lijst", swap: "outerHTML" });
  };
  const on = (name, handle) => document.addEventListener(name, event => { const form = event.target.closest?.("form[data-upload]"); if (form) handle(event, form); });
  on("change", (event, form) => { if (event.target.type === "file" && event.target.files.length) { sendAll(form, [...event.target.files]); event.target.value = ""; } });
  on("submit", event => { event.preventDefault(); });
  on("dragover", (event, form) => { event.preventDefault(); form.classList.add("over"); });
  on("dragleave", (event, form) => { if (!form.contains(event.relatedTarget)) form.classList.remove("over"); });
  on("drop", (event, form) => { event.preventDefault(); form.classList.remove("over"); sendAll(form, [...event.dataTransfer.files]); });
  document.documentElement.classList.add("js");
})();
