/* The places last looked at, remembered in this browser alone: written on the page of a place, shown where one picks
 * one. Nothing of it is sent; without a script, or where the browser keeps nothing, the list is simply not there. */

const KEY = "places";
const MOST = 6;

const kept = () => {
  try {
    const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter(one => /^\d{8}$/.test(one?.key) && typeof one.name === "string") : [];
  } catch {
    return [];
  }
};
const keep = places => {
  try {
    if (places.length) localStorage.setItem(KEY, JSON.stringify(places.slice(0, MOST)));
    else localStorage.removeItem(KEY);
  } catch { /* a browser that keeps nothing */ }
};

const here = document.querySelector("[data-place]");
if (here) {
  const { place: key, name } = here.dataset;
  keep([{ key, name }, ...kept().filter(one => one.key !== key)]);
}

const box = document.getElementById("zuletzt");
if (box && kept().length) {
  const list = box.querySelector("ul");
  for (const { key, name } of kept()) {
    const link = Object.assign(document.createElement("a"), { href: `${box.dataset.base}/${key}`, textContent: name });
    list.append(document.createElement("li"));
    list.lastElementChild.append(link);
  }
  box.hidden = false;
  box.querySelector("button").addEventListener("click", () => {
    keep([]);
    box.hidden = true;
    document.getElementById("q")?.focus();
  });
}
