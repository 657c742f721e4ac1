// Checks a receipt of approval with the keys in this page. Nothing leaves the computer.
"use strict";
(() => {
  const known = JSON.parse(document.getElementById("sleutels").textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const say = (word, text, said) => {
    document.getElementById("uitkomst").textContent = word;
    document.getElementById("uitleg").textContent = text;
    document.getElementById("zin").textContent = said || "";
  };
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value);
  };
  const sentence = (content) => {
    const said = { ...content.sentence, relation: content.relation.name };
    return (known.sentences[said.template] || "").replace(/\{(\w+)\}/g, (_, key) => said[key] ?? "");
  };
  const otherFile = async (content) => {
    for (const part of ["xml", "pdf"]) {
      const file = document.getElementById(part).files[0];
      if (file && hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer())) !== content[`${part}_sha256`]) return part;
    }
    return "";
  };
  const check = async () => {
    const file = document.getElementById("bewijs").files[0];
    if (!file) return say("", "Kies eerst het json-bestand van het bewijs.");
    let envelope, content, payload;
    try {
      envelope = JSON.parse(await file.text());
      payload = new TextEncoder().encode(envelope.receipt);
      content = JSON.parse(envelope.receipt);
    } catch {
      return say("GEEN BEWIJS", "Dit bestand is geen bewijs van akkoord. Kies het JSON-bestand van het bewijs.");
    }
    const key = known.keys[envelope.key_id];
    if (!key) return say("ONBEKENDE SLEUTEL", "De sleutel van dit bewijs hoort niet bij dit kantoor.");
    let good = false;
    try {
      const imported = await crypto.subtle.importKey("raw", bytes(key), { name: "Ed25519" }, false, ["verify"]);
      good = await crypto.subtle.verify({ name: "Ed25519" }, imported, bytes(envelope.signature), payload);
    } catch (fault) {
      if (fault.name === "NotSupportedError") return say("NIET TE CONTROLEREN", "Deze browser kent Ed25519 niet. Gebruik een nieuwere browser.");
    }
    if (!good || content.key_id !== envelope.key_id || canonical(content) !== envelope.receipt) {
      return say("ONGELDIGE HANDTEKENING", "Het bewijs is na afgifte veranderd of niet door dit kantoor gemaakt.");
    }
    const other = await otherFile(content);
    if (other) return say("ANDER BESTAND", `Het ${other}-bestand is niet het bestand waarvoor akkoord is gegeven.`);
    return say("GELDIG", `${content.person.name}, ${content.at}`, sentence(content));
  };
  document.getElementById("controleer").addEventListener("click", check);
})();
