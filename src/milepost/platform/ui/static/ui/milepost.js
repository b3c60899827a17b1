/* Milepost: small comforts. Every page works without this file.
   Parts: menu on phones, single keys (which can be switched off), going to a page by name, copying, leaving a changed
   form, following work under way, going to a refusal. */
(() => {
  "use strict";
  const page = document;
  const one = (selector, within = page) => within.querySelector(selector);
  const all = (selector, within = page) => [...within.querySelectorAll(selector)];
  const said = one("#said");
  const say = (words) => { if (said) { said.textContent = ""; setTimeout(() => { said.textContent = words; }, 50); } };
  const isTyping = (target) => target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName) && !/^(radio|checkbox|button|submit)$/i.test(target.type);

  // the menu opens in place instead of leading to the foot of the page
  const menu = one(".menu"), frame = one(".frame");
  if (menu && frame) {
    menu.setAttribute("aria-expanded", "false");
    menu.setAttribute("aria-controls", "nav");
    menu.addEventListener("click", (event) => {
      event.preventDefault();
      const isOpen = frame.classList.toggle("menu-open");
      menu.setAttribute("aria-expanded", String(isOpen));
      if (isOpen) one("#nav a")?.focus();
    });
  }
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of all("details.person[open]")) { open.open = false; one("summary", open)?.focus(); }
    if (frame?.classList.contains("menu-open")) { menu.click(); menu.focus(); }
  });
  page.addEventListener("click", (event) => {
    for (const open of all("details.person[open]")) if (!open.contains(event.target)) open.open = false;
  });

  // single keys can be switched off: dictation software would type them by accident
  const store = { get: () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } }, set: (on) => { try { localStorage.setItem("keys", on ? "on" : "off"); } catch { /* a private window keeps nothing */ } } };
  let keysAreOn = store.get();
  const showKeys = () => { for (const button of all("[data-keys]")) {
    button.hidden = false;
    one("[data-on]", button).hidden = !keysAreOn;
    one("[data-off]", button).hidden = keysAreOn;
  } };
  showKeys();
  page.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys]")) return;
    keysAreOn = !keysAreOn;
    store.set(keysAreOn);
    showKeys();
  });

  page.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); openPalette(); return; }
    if (!keysAreOn || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || one("dialog[open]")) return;
    if (event.key === "/") {
      const search = one("#q");
      if (search && search.offsetParent) { event.preventDefault(); search.focus(); search.select(); }
      return;
    }
    const wanted = one(`[data-flash] [data-key="${CSS.escape(event.key)}"]`);
    if (wanted) { event.preventDefault(); wanted.click(); }
  });

  // go to a page by its name: the links of the rail, of this page's tabs, and whatever says data-go
  let palette = null, options = [], chosen = 0;
  const places = () => {
    const seen = new Set();
    return all(".rail .nav a, .tabs a, .person-menu a, a[data-go]").flatMap((link) => {
      const words = (link.dataset.go || link.firstChild?.textContent || "").replace(/\s+/g, " ").trim();
      if (!words || seen.has(link.href)) return [];
      seen.add(link.href);
      const heading = link.closest("ul")?.previousElementSibling?.matches("h2") ? link.closest("ul").previousElementSibling.textContent : "";
      return [{ words, href: link.href, heading }];
    });
  };
  const openPalette = () => {
    const form = one("#palette-form");
    if (!form) return;
    if (!palette) {
      palette = form.content.firstElementChild.cloneNode(true);
      page.body.append(palette);
      const input = one("input", palette);
      input.addEventListener("input", () => { chosen = 0; fill(input.value); });
      input.addEventListener("keydown", (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && options.length) { event.preventDefault(); chosen = (chosen + step + options.length) % options.length; mark(); }
        if (event.key === "Enter") { event.preventDefault(); follow(input.value); }
      });
      palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
    }
    one("input", palette).value = "";
    chosen = 0;
    fill("");
    if (!palette.open) palette.showModal();
  };
  const fill = (typed) => {
    const wanted = typed.toLowerCase().split(/\s+/).filter(Boolean);
    const list = one("ul", palette);
    options = places().filter(({ words, heading }) => wanted.every((word) => `${heading} ${words}`.toLowerCase().includes(word))).slice(0, 12);
    list.replaceChildren(...options.map(({ words, href, heading }, place) => {
      const option = page.createElement("li"), hint = page.createElement("span");
      option.id = `palette-${place}`;
      option.setAttribute("role", "option");
      hint.textContent = heading;
      option.append(words, hint);
      option.addEventListener("click", () => { location.href = href; });
      return option;
    }));
    one("[data-none]", palette).hidden = options.length > 0;
    list.hidden = options.length === 0;
    mark();
  };
  const mark = () => {
    all("[role=option]", palette).forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === chosen));
      if (place === chosen) option.scrollIntoView({ block: "nearest" });
    });
    const input = one("input", palette);
    if (options.length) input.setAttribute("aria-activedescendant", `palette-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };
  const follow = (typed) => {
    if (options[chosen]) { location.href = options[chosen].href; return; }
    const search = one("form.search");
    if (search && typed) { one("input", search).value = typed; search.submit(); }
  };
  for (const button of all("[data-palette]")) { button.hidden = false; button.addEventListener("click", openPalette); }

  // copy: <button type="button" data-copy="words" hidden>
  if (navigator.clipboard) for (const button of all("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(said.dataset.copied);
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 1500);
    });
  }

  // a changed form asks before it is left; nothing is asked when it is sent
  for (const form of all("form[data-unsaved]")) {
    let isChanged = false;
    form.addEventListener("input", () => { isChanged = true; });
    form.addEventListener("submit", () => { isChanged = false; });
    addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
  }

  // sending twice is one click too many: the button rests while the first is under way
  page.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    if (!submitter || target.method !== "post") return;
    if (target.dataset.sent) { event.preventDefault(); return; }
    target.dataset.sent = "yes";
    submitter.setAttribute("aria-disabled", "true");
  });
  addEventListener("pageshow", () => { for (const form of all("form[data-sent]")) { delete form.dataset.sent; all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled")); } });

  // work under way: <p data-follow="address"> shows the words that stand there, until they end (204); then the page is
  // read anew. A link beside it does the same by hand.
  for (const place of all("[data-follow]")) {
    const look = async () => {
      try {
        const answer = page.hidden ? null : await fetch(place.dataset.follow, { redirect: "error" });
        if (answer?.status === 204) { location.reload(); return; }
        if (answer?.ok) place.textContent = await answer.text();
      } catch { /* the next look may reach it */ }
      setTimeout(look, 3000);
    };
    setTimeout(look, 3000);
  }

  // a refused form is read from its refusal on
  one("[data-focus]")?.focus();
})();
