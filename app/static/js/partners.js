/* Choosing whom to ask: a field narrows the list to the names that begin so (any word of a name counts), and "tick all"
 * ticks a group at once. Without this script every group opens by itself and "tick all" asks the server. */

const picker = document.querySelector("[data-picker]");
if (picker) {
  const find = picker.querySelector("[data-picker-find]");
  const input = find.querySelector("input");
  const found = find.querySelector("[data-picker-found]");
  const groups = [...picker.querySelectorAll("[data-picker-group], [data-picker-far]")];
  const wasOpen = new Map();
  const begins = (name, word) => name.startsWith(word) || [" ", "-", "("].some(before => name.includes(before + word));

  const narrow = () => {
    const word = input.value.trim().toLowerCase();
    const names = [...picker.querySelectorAll("[data-picker-name]")];
    for (const one of names) one.hidden = Boolean(word) && !begins(one.dataset.pickerName, word);
    const count = names.filter(one => !one.hidden).length;
    for (const group of groups) {
      const fits = Boolean(group.querySelector("[data-picker-name]:not([hidden])"));
      group.hidden = !fits;
      if (word && !wasOpen.has(group)) wasOpen.set(group, group.open);
      if (word) group.open = fits;
      else if (wasOpen.has(group)) group.open = wasOpen.get(group) || Boolean(group.querySelector("input:checked"));
    }
    if (!word) wasOpen.clear();
    found.textContent = word && !count ? found.dataset.none : "";
  };

  find.hidden = false;
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", event => {
    if (event.key === "Enter") event.preventDefault();
    if (event.key === "Escape") { input.value = ""; narrow(); }
  });
  for (const button of picker.querySelectorAll("[data-picker-all]")) {
    button.addEventListener("click", event => {
      event.preventDefault();
      const boxes = [...button.closest("[data-picker-group]").querySelectorAll("li:not([hidden]) > input")];
      const toTick = boxes.some(box => !box.checked);
      for (const box of boxes) box.checked = toTick;
    });
  }
  narrow();
}
