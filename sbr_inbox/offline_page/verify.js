// Checks receipts with the keys in this page. Nothing leaves the computer: the page may not open any connection.
// Stands in one module with the Ed25519 of static/vendor, so that the page is one file.
{
  const known = JSON.parse(document.getElementById("sleutels").textContent);
  const place = (id) => document.getElementById(id);
  const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (file) => hex(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
  const octets = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const urlsafe = (text) => octets(text.replace(/-/g, "+").replace(/_/g, "/"));
  const strict = (buffer) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(buffer);

  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
    }
    return JSON.stringify(value);
  };

  const read = (text) => {
    const line = text.replace(/^\uFEFF/, "").trim();
    if (line.startsWith("KR1.")) {
      const [, first, second] = line.split(".");
      const receipt = strict(urlsafe(first));
      return { receipt, content: JSON.parse(receipt), keyId: JSON.parse(receipt).key_id, signature: urlsafe(second) };
    }
    const file = JSON.parse(line);
    return { receipt: file.receipt, content: JSON.parse(file.receipt), keyId: file.key_id, signature: octets(file.signature) };
  };

  const signed = async (proof, key) => {
    if (proof.content.key_id !== proof.keyId || canonical(proof.content) !== proof.receipt) return false;
    try {
      return await verifyAsync(proof.signature, new TextEncoder().encode(proof.receipt), octets(key.public), { zip215: false });
    } catch {
      return false;
    }
  };

  const hashes_of = (content) => {
    const named = new Map();
    if (content.xml_sha256) named.set(content.xml_sha256, "de aangifte van dit bewijs");
    if (content.pdf_sha256) named.set(content.pdf_sha256, "de pdf van dit bewijs");
    if (content.evidence_sha256) named.set(content.evidence_sha256, "het bewijsstuk van dit bewijs");
    for (const digest of content.answers || []) named.set(digest, "een antwoord van de ontvanger");
    for (const part of content.files || []) named.set(part.sha256, part.path);
    return named;
  };

  const compare = async (content) => {
    const named = hashes_of(content);
    const lines = [];
    for (const file of place("bestanden").files) {
      const found = named.get(await sha256(file));
      lines.push({ name: file.name, ok: Boolean(found), text: found ? `is ${found}` : "hoort niet bij dit bewijs, of is veranderd" });
    }
    return lines;
  };

  const sentence = (content) => {
    if (!content.sentence) return "";
    const said = { ...content.sentence, relation: content.relation.name };
    return (known.sentences[said.template] || "").replace(/\{(\w+)\}/g, (_, key) => said[key] ?? "");
  };
  const day = (text) => (text ? new Date(text).toLocaleString("nl-NL", { dateStyle: "long", timeStyle: "short" }) : "");
  const facts = (content, keyId, key) => [
    ["Soort bewijs", known.types[content.type] || content.type],
    ["Kantoor", content.office?.name],
    ["Relatie", content.relation && `${content.relation.name} (${content.relation.number})`],
    ["Akkoord van", content.person?.name],
    ["Vastgelegd door", content.by?.name],
    ["Gevraagd door", content.asked?.name],
    ["Bevestigd door", content.confirmed?.name],
    ["Tijdstip", day(content.at)],
    ["Zin", sentence(content)],
    ["Uitslag", known.states[content.verdict]],
    ["Kenmerk van de ontvanger", content.kenmerk],
    ["Controlegetal aangifte", content.xml_sha256],
    ["Controlegetal pdf", content.pdf_sha256],
    ["Bewijs gemaakt", day(content.made)],
    ["Sleutel", key ? `${keyId}, in gebruik vanaf ${day(key.from)}${key.to ? ` tot ${day(key.to)}` : ""}` : keyId],
  ];

  const show = (word, text, tone, rows = [], lines = []) => {
    const box = place("uitkomst");
    box.dataset.tone = tone;
    box.hidden = false;
    place("woord").textContent = word;
    place("uitleg").textContent = text;
    place("feiten").replaceChildren(...rows.filter(([, value]) => value).flatMap(([label, value]) => {
      const [term, said] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = label;
      said.textContent = value;
      return [term, said];
    }));
    place("vergeleken").replaceChildren(...lines.map((line) => {
      const item = document.createElement("li");
      item.textContent = `${line.ok ? "✓" : "✗"} ${line.name} ${line.text}`;
      return item;
    }));
    box.focus();
  };

  const given = async () => {
    const file = place("bewijs").files[0];
    return file ? strict(await file.arrayBuffer()) : place("tekst").value;
  };

  const check = async () => {
    let proof;
    try {
      const text = await given();
      if (!text.trim()) return show("NOG NIETS GEKOZEN", "Kies eerst het json-bestand van het bewijs, of plak de tekst van de QR-code.", "warn");
      proof = read(text);
      if (typeof proof.receipt !== "string" || typeof proof.content !== "object" || proof.content === null) throw new TypeError();
    } catch {
      return show("GEEN BEWIJS", "Dit is geen bewijs. Kies het json-bestand van het bewijs, of plak de tekst van de QR-code.", "bad");
    }
    const { content, keyId } = proof;
    const simulated = String(keyId).startsWith("sim-");
    const keys = simulated ? known.simulated : known.keys;
    const key = Object.hasOwn(keys, keyId) ? keys[keyId] : null;
    const rows = facts(content, keyId, key);
    if (!key && simulated) return show("SIMULATIE", "Dit is een bewijs uit een simulatie, met een sleutel die deze pagina niet kent.", "warn");
    if (!key) return show("ONBEKENDE SLEUTEL", "De sleutel van dit bewijs staat niet in deze pagina. Vraag het kantoor om een nieuwe controlepagina, of controleer bij het goede kantoor.", "bad");
    if (!(await signed(proof, key))) return show("ONGELDIGE HANDTEKENING", "Het bewijs is na afgifte veranderd of niet door dit kantoor gemaakt.", "bad");
    const lines = await compare(content);
    if (lines.some((line) => !line.ok)) return show("ANDER BESTAND", "Het bewijs zelf klopt, maar een gekozen bestand is niet het bestand van dit bewijs.", "bad", rows, lines);
    const real = ["NONE", "PRODUCTION", undefined].includes(content.environment) && !content.practice;
    if (simulated || !real) return show("SIMULATIE", "Het bewijs is niet veranderd, maar komt uit een simulatie: er is niets echt ingediend.", "warn", rows, lines);
    return show("GELDIG", "Het bewijs is door het kantoor afgegeven en daarna niet veranderd.", "ok", rows, lines);
  };

  place("controleer").addEventListener("click", check);
  place("formulier").addEventListener("submit", (event) => event.preventDefault());
}
