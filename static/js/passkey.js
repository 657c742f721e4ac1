// Signing in with, and making, a passkey. A form marked data-passkey="get" or "create" asks its options at
// data-options, lets the browser show its own dialog, and posts the answer in its hidden field.
(() => {
  const bytes = (text) => {
    const base = text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "=");
    return Uint8Array.from(atob(base), (sign) => sign.charCodeAt(0));
  };
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  const readable = (options) => {
    const key = { ...options.publicKey, challenge: bytes(options.publicKey.challenge) };
    if (key.user) key.user = { ...key.user, id: bytes(key.user.id) };
    for (const list of ["allowCredentials", "excludeCredentials"]) {
      if (key[list]) key[list] = key[list].map((one) => ({ ...one, id: bytes(one.id) }));
    }
    return { publicKey: key };
  };

  const plain = (made) => {
    const told = made.response;
    const response = { clientDataJSON: text(told.clientDataJSON) };
    for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (told[part]) response[part] = text(told[part]);
    }
    return {
      id: made.id, rawId: text(made.rawId), type: made.type, response,
      clientExtensionResults: made.getClientExtensionResults(),
    };
  };

  const sentence = (fault) => {
    if (fault.name === "InvalidStateError") return "Dit apparaat heeft al een passkey voor dit account.";
    if (fault.name === "SecurityError") return "Passkeys werken alleen op het gewone adres van deze site. Open de site via dat adres.";
    return "De passkey is niet gebruikt. Probeer het opnieuw of kies een andere manier.";
  };

  const say = (form, words) => {
    const place = form.querySelector("[data-passkey-fault]");
    if (place) { place.textContent = words; place.hidden = false; }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-passkey]");
    if (!form || form.dataset.ready) return;
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    if (!window.PublicKeyCredential) {
      say(form, "Deze browser kent geen passkeys. Kies een andere manier.");
      return;
    }
    button.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.options, {
        method: "POST", credentials: "same-origin",
        headers: { "X-CSRFToken": form.querySelector("[name=csrfmiddlewaretoken]").value },
      });
      const told = await answer.json();
      if (!answer.ok) { say(form, told.text); return; }
      const made = await navigator.credentials[form.dataset.passkey](readable(told));
      form.querySelector("[name=credential]").value = JSON.stringify(plain(made));
      form.dataset.ready = "1";
      form.submit();
    } catch (fault) {
      say(form, sentence(fault));
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
})();
