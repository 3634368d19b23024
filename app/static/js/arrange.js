/* Arranging by dragging: a card is taken to another pile or place, and the same form is sent that the buttons send.
 *
 * Mouse, finger and pen alike (pointer events): a card follows once it has been held and moved. What the server refuses
 * or never hears of lies where it was. By keyboard: tick, choose, press the button; this module is not needed. */

const form = document.querySelector("form[data-arrange]");
if (form && form.querySelector("[name=ziel]")) begin(form);

function begin(form) {
  const said = document.getElementById("ordnen-meldung");
  let held = null;
  let queue = Promise.resolve();

  for (const card of form.querySelectorAll("[data-card]")) {
    const grip = document.createElement("span");
    grip.className = "slip__grip";
    grip.setAttribute("aria-hidden", "true");
    card.prepend(grip);
  }
  form.classList.add("arrange--drags");

  form.addEventListener("pointerdown", event => {
    const card = event.target.closest("[data-card]");
    if (!card || event.button !== 0 || event.target.closest("a, button, input")) return;
    if (event.pointerType === "touch" && !event.target.closest(".slip__grip")) return;
    if (event.pointerType !== "mouse") event.target.releasePointerCapture?.(event.pointerId);
    held = { card, x: event.clientX, y: event.clientY, from: place(card), moves: false, id: event.pointerId };
  });
  addEventListener("pointermove", event => {
    if (!held || event.pointerId !== held.id) return;
    if (!held.moves && Math.hypot(event.clientX - held.x, event.clientY - held.y) < 8) return;
    if (!held.moves) {
      held.moves = true;
      held.card.classList.add("slip--held");
      getSelection().removeAllRanges();
    }
    event.preventDefault();
    follow(event.clientX, event.clientY);
  });
  addEventListener("pointerup", event => {
    if (!held || event.pointerId !== held.id) return;
    const { card, from, moves } = held;
    letGo();
    if (!moves) return;
    // The click that ends a drag must not tick the card.
    const stop = click => click.preventDefault();
    addEventListener("click", stop, { capture: true });
    setTimeout(() => removeEventListener("click", stop, { capture: true }), 0);
    if (!isSame(from, place(card))) send(card, from);
  });
  addEventListener("pointercancel", () => held && (putBack(held.card, held.from), letGo()));
  addEventListener("keydown", event => {
    if (event.key !== "Escape" || !held) return;
    putBack(held.card, held.from);
    letGo();
  });

  function letGo() {
    held.card.classList.remove("slip--held");
    held = null;
  }

  function follow(x, y) {
    const under = document.elementFromPoint(x, y);
    const pile = under?.closest("[data-pile]");
    if (!pile || !form.contains(pile)) return;
    const other = under.closest("[data-card]");
    const list = pile.querySelector("ul");
    if (!other) list.append(held.card);
    else if (other !== held.card) {
      const box = other.getBoundingClientRect();
      list.insertBefore(held.card, y < box.top + box.height / 2 ? other : other.nextElementSibling);
    }
  }

  /* One move after the other, so that the last one is the last on the server, too. */
  function send(card, from) {
    const pile = card.closest("[data-pile]");
    const next = card.nextElementSibling;
    const body = new URLSearchParams({ frage: form.elements.frage.value, karten: card.dataset.card });
    body.set("ziel", pile.dataset.pile);
    if (next) body.set("vor", next.dataset.card);
    count();
    queue = queue.then(async () => {
      try {
        const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(String(answer.status));
        if (!(await answer.json()).lies) return location.reload();
        const words = card.querySelector("label").textContent.trim().slice(0, 60);
        said.textContent = form.dataset.lies.replace("#1", words).replace("#2", pile.dataset.name);
      } catch {
        putBack(card, from);
        said.textContent = form.dataset.lost;
        said.classList.replace("vh", "note");
      }
    });
  }

  function place(card) {
    return { list: card.parentElement, next: card.nextElementSibling };
  }
  function isSame(one, other) {
    return one.list === other.list && one.next === other.next;
  }
  function putBack(card, { list, next }) {
    list.insertBefore(card, next && next.parentElement === list ? next : null);
    count();
  }
  function count() {
    for (const pile of form.querySelectorAll("[data-pile]")) {
      const cards = pile.querySelectorAll("[data-card]").length;
      const shown = pile.querySelector(".count"), note = pile.querySelector(".pile__empty");
      if (!pile.querySelector("a[href*='ab=']")) shown.textContent = cards;
      if (note) note.hidden = cards > 0;
    }
  }
}
