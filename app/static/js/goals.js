/* The list of goals comes anew when the place or the goals ticked change. What somebody has opened, ticked or reached by
 * keyboard in it since it was asked for stays so: an answer that comes late takes nobody's place away. */

const name = details => {
  const above = details.parentElement.closest("details");
  return `${above ? name(above) : ""}/${details.querySelector(":scope > summary").firstChild.textContent.trim()}`;
};
const branches = () => [...document.querySelectorAll("#ziele details")];
const ticks = () => new Map([...document.querySelectorAll("#ziele [name=goals]")].map(box => [box.value, box.checked]));
const asked = new WeakMap();
let opened = new Set();
let ticked = [];
let stood = null;

document.addEventListener("htmx:beforeRequest", event => asked.set(event.detail.xhr, ticks()));
document.addEventListener("htmx:beforeSwap", event => {
  const here = document.activeElement;
  const before = asked.get(event.detail.xhr) ?? ticks();
  opened = new Set(branches().filter(one => one.open).map(name));
  ticked = [...ticks()].filter(([value, checked]) => checked !== before.get(value));
  stood = !here?.closest("#ziele") ? null : here.matches("summary") ? { branch: name(here.parentElement) } : { id: here.id };
});
document.addEventListener("htmx:afterSwap", () => {
  const there = branches();
  for (const one of there) if (opened.has(name(one))) one.open = true;
  for (const [value, checked] of ticked) {
    for (const box of document.querySelectorAll("#ziele [name=goals]")) if (box.value === value) box.checked = checked;
  }
  if (!stood || document.activeElement?.closest("#ziele")) return;
  const branch = there.find(one => name(one) === stood.branch);
  (branch?.querySelector("summary") ?? document.getElementById(stood.id))?.focus({ preventScroll: true });
});
