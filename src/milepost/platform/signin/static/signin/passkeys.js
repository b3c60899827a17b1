/* Passkeys: a button [data-passkey] asks the server for a challenge, the device for an answer, and sends the form.
   Without this file, or in a browser without passkeys, the button stays hidden and forms work with codes. */
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;
  const bytes = (words) => Uint8Array.from(atob(words.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const words = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

  const challenge = async (button) => {
    const form = button.form;
    const body = new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value, at: form.dataset.at || "" });
    const answer = await fetch(button.dataset.options, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).publicKey;
  };
  const show = async (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
    const { rawId, response } = await navigator.credentials.get({ publicKey });
    return { rawId, response: {
      clientDataJSON: words(response.clientDataJSON),
      authenticatorData: words(response.authenticatorData),
      signature: words(response.signature),
      ...(response.userHandle ? { userHandle: words(response.userHandle) } : {}),
    } };
  };
  const make = async (options) => {
    const publicKey = { ...options, challenge: bytes(options.challenge), user: { ...options.user, id: bytes(options.user.id) }, excludeCredentials: known(options.excludeCredentials) };
    const { rawId, response } = await navigator.credentials.create({ publicKey });
    return { rawId, response: { clientDataJSON: words(response.clientDataJSON), attestationObject: words(response.attestationObject) } };
  };

  for (const button of document.querySelectorAll("[data-passkey]")) {
    if (button.dataset.bound) continue;
    button.dataset.bound = "yes";
    const { form } = button, input = button.previousElementSibling, said = button.nextElementSibling;
    button.hidden = false;
    button.addEventListener("click", async () => {
      said.textContent = "";
      button.setAttribute("aria-busy", "true");
      try {
        const made = await (button.dataset.passkey === "create" ? make : show)(await challenge(button));
        const id = words(made.rawId);
        input.value = JSON.stringify({ id, rawId: id, type: "public-key", clientExtensionResults: {}, response: made.response });
        said.textContent = button.dataset.ready;
        const waits = [...form.elements].find((field) => field.required && !field.value);
        if (waits) waits.focus(); else form.requestSubmit();
      } catch {
        said.textContent = button.dataset.failed;
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }
})();
