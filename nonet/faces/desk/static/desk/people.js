// Copy what is shown once; ask before what is grave; narrow the matrix to what is typed.
document.addEventListener("click", async (event) => {
  const copy = event.target.closest("[data-people-copy]");
  if (copy) {
    const field = copy.parentElement.querySelector("[data-people-secret]");
    field.select();
    if (navigator.clipboard) await navigator.clipboard.writeText(field.value); else document.execCommand("copy");
    copy.textContent = copy.dataset.done;
  }
  const grave = event.target.closest("button[data-people-confirm]");
  if (grave && !window.confirm(grave.dataset.peopleConfirm)) event.preventDefault();
});
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-people-filter]")) return;
  const words = event.target.value.trim().toLowerCase();
  for (const group of document.querySelectorAll("[data-people-group]")) {
    let shown = 0;
    for (const row of group.querySelectorAll("[data-people-row]")) {
      row.hidden = !row.dataset.peopleRow.toLowerCase().includes(words);
      shown += row.hidden ? 0 : 1;
    }
    group.hidden = !shown;
    if (words && shown) group.open = true;
  }
});
