/* Capture: nothing typed is lost when the connection is cut, and nothing doubled.
 *
 * Every line gets a number of its own (`once`) and is put into the browser's store before it is sent. It leaves the
 * store only after the server has said yes; until then it is sent again, with the same number, by which the server
 * knows it. So a line survives a lost answer, a reload and a closed window. The store is that of one format and person:
 * every line says whose it is, and the server takes none of somebody else's. After fourteen days it is thrown away.
 * Tabs take turns (Web Locks), and each reads the store anew before it sends. */

const STORE = "erfassen:", KEPT = 14 * 24 * 3600 * 1000;
const form = document.querySelector("form[data-capture]");
forgetOld();
if (form) begin(form);

function begin(form) {
  const words = form.dataset;
  const prefix = `${STORE}${words.capture}:`;
  const field = form.querySelector("textarea");
  const question = form.querySelector("select");
  const byId = id => document.getElementById(id);
  const box = byId("wartend"), list = byId("erfasst-liste"), said = byId("erfasst-meldung");
  const pauses = [1, 2, 5, 10, 20, 30];
  const memory = new Map();
  let canKeep = true, isBusy = false, tries = 0, timer = 0, advice = "";

  /* Each line lies under a key of its own: two windows never write over each other. */
  function read() {
    const lines = new Map(memory);
    try {
      for (const name of Object.keys(localStorage)) {
        if (name.startsWith(prefix)) lines.set(name, JSON.parse(localStorage.getItem(name)));
      }
    } catch {
      canKeep = false;
    }
    return [...lines.values()].filter(Boolean).sort((one, other) => one.at - other.at || one.n - other.n);
  }
  function keep(line) {
    const name = prefix + line.once;
    try {
      localStorage.setItem(name, JSON.stringify(line));
    } catch {
      canKeep = false;
      memory.set(name, line);
    }
  }
  function drop(line) {
    memory.delete(prefix + line.once);
    try {
      localStorage.removeItem(prefix + line.once);
    } catch {
      canKeep = false;
    }
    show();
  }

  function add(words) {
    const lines = words.split("\n").map(line => line.trim()).filter(Boolean);
    lines.forEach((line, n) => keep({ once: newNumber(), section: question.value, text: line, at: Date.now(), n }));
  }

  function show() {
    const lines = read();
    const waiting = lines.filter(line => !line.fault).length;
    const isQuiet = waiting > 0 && isBusy && tries === 0 && !advice;
    box.hidden = !lines.length || (isQuiet && waiting === lines.length);
    byId("wartend-worte").textContent = [
      waiting === 1 ? words.waitingOne : waiting ? words.waiting.replace("#", waiting) : "",
      waiting && canKeep && !advice ? words.kept : "",
      canKeep ? "" : words.full,
    ].filter(Boolean).join(" ");
    byId("wartend-rat").textContent = advice;
    byId("wartend-rat").hidden = !advice;
    byId("wartend-jetzt").hidden = !waiting;
    byId("wartend-zeilen").replaceChildren(...lines.map(waitingLine));
  }

  function waitingLine(line) {
    const item = document.createElement("li");
    item.append(text("span", line.text, { lang: "de" }));
    if (line.fault) {
      const away = text("button", words.drop, { type: "button", className: "btn btn--s" });
      away.addEventListener("click", () => {
        drop(line);
        field.focus();
      });
      item.prepend(text("b", `${words.unfit} `));
      item.append(" ", text("span", line.fault), " ", away);
    }
    return item;
  }

  /* The lines in their order, one after the other: the next one leaves after the server's yes to the one before. */
  async function send() {
    if (isBusy) return show();
    isBusy = true;
    clearTimeout(timer);
    show();
    const work = async () => {
      for (let line = next(); line; line = next()) if (!(await sendOne(line))) return;
      tries = 0;
    };
    try {
      await (navigator.locks ? navigator.locks.request(prefix, work) : work());
    } finally {
      isBusy = false;
      if (next() && !advice) timer = setTimeout(send, 1000 * pauses[Math.min(tries++, pauses.length - 1)]);
      show();
    }
  }
  const next = () => read().find(line => !line.fault);

  async function sendOne(line) {
    let answer;
    try {
      answer = await fetch(form.action, {
        method: "POST", redirect: "manual", credentials: "same-origin", headers: { Accept: "application/json" },
        body: new URLSearchParams({
          once: line.once, section: line.section, text: line.text, person: form.elements.person.value,
        }),
        signal: AbortSignal.timeout ? AbortSignal.timeout(20000) : undefined,
      });
      if (answer.ok) {
        const taken = await answer.json();
        advice = "";
        tries = 0;
        taken.cards.forEach(captured);
        drop(line);
        return true;
      }
    } catch {
      return false;
    }
    if (answer.type === "opaqueredirect" || answer.status === 401) advice = words.ended;
    else if (answer.status === 403 || answer.status === 404) advice = words.refused;
    else if (answer.status === 409) {
      const why = await answer.json().catch(() => ({}));
      advice = why.others ? words.others : words.closed;
    }
    else if (answer.status === 422) {
      const why = await answer.json().catch(() => ({ message: "" }));
      keep({ ...line, fault: why.message || " " });
      return true;
    }
    return false;
  }

  function captured(card) {
    if (list.querySelector(`[data-number="${card.number}"], a[href="${card.url}"]`)) return;
    const item = document.createElement("li");
    item.dataset.number = card.number;
    const title = [...question.options].find(option => option.value === String(card.section));
    item.append(
      text("span", card.text, { lang: "de" }), " ",
      text("span", title ? title.textContent : "", { lang: "de", className: "fine muted" }), " ",
      text("a", words.correct, { href: card.url, className: "small", ariaLabel: `${words.correct}: ${card.text}` }),
    );
    list.prepend(item);
    byId("erfasst-leer")?.remove();
    said.textContent = `${words.taken} ${card.text}`;
  }

  const capture = () => {
    add(field.value);
    field.value = "";
    field.focus();
    advice = "";
    send();
  };
  form.addEventListener("submit", event => {
    event.preventDefault();
    capture();
  });
  field.addEventListener("keydown", event => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    capture();
  });
  byId("wartend-jetzt").addEventListener("click", () => {
    advice = "";
    tries = 0;
    send();
  });
  addEventListener("online", () => {
    tries = 0;
    send();
  });
  addEventListener("storage", event => (event.key || "").startsWith(prefix) && show());
  addEventListener("pageshow", () => {
    show();
    send();
  });
  addEventListener("beforeunload", event => {
    if (field.value.trim() || (!canKeep && read().length)) event.preventDefault();
  });
}

/* Also those of whoever used this computer before and never came back. */
function forgetOld() {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(STORE)) continue;
      const line = JSON.parse(localStorage.getItem(name));
      if (!line || !(line.at > Date.now() - KEPT)) localStorage.removeItem(name);
    }
  } catch {
    // Nothing is kept here.
  }
}

function text(name, words, more = {}) {
  return Object.assign(document.createElement(name), { textContent: words }, more);
}

/* A random UUID, also where the page is not served over https (there `randomUUID` is missing). */
function newNumber() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map(byte => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20].reduceRight((id, at) => `${id.slice(0, at)}-${id.slice(at)}`, hex);
}
