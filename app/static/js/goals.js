/* The list of goals comes anew when the place or the goals ticked change. Whatever somebody has opened in it meanwhile
 * stays open, and the focus stays where it was: an answer that comes late takes nobody's place away. */

const name = details => {
  const above = details.parentElement.closest("details");
  return `${above ? name(above) : ""}/${details.querySelector(":scope > summary").firstChild.textContent.trim()}`;
};
const branches = () => [...document.querySelectorAll("#ziele details")];
let opened = new Set();
let stood = null;

document.addEventListener("htmx:beforeSwap", () => {
  const here = document.activeElement;
  opened = new Set(branches().filter(one => one.open).map(name));
  stood = !here?.closest("#ziele") ? null : here.matches("summary") ? { branch: name(here.parentElement) } : { id: here.id };
});
document.addEventListener("htmx:afterSwap", () => {
  const there = branches();
  for (const one of there) if (opened.has(name(one))) one.open = true;
  if (!stood || document.activeElement?.closest("#ziele")) return;
  const branch = there.find(one => name(one) === stood.branch);
  (branch?.querySelector("summary") ?? document.getElementById(stood.id))?.focus({ preventScroll: true });
});
