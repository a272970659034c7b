// Look-ups of plain forms: the code stands in the field and is sent, the name beside it tells what was chosen.
(() => {
  const form = document.querySelector("[data-finding]");
  if (!form || !window.nonet?.lookupField) return;
  const tell = (input, name) => {
    let note = input.parentElement.querySelector(".lookup-told");
    if (!note) { note = document.createElement("span"); note.className = "hint lookup-told"; input.after(note); }
    note.textContent = name;
  };
  const wire = (root) => root.querySelectorAll("input[data-lookup]").forEach((input) => {
    if (!input.dataset.lookup || input.lookup) return;
    const settled = () => input.dispatchEvent(new Event("change", { bubbles: true }));
    nonet.lookupField(input, {
      url: `/api/lookups/${input.dataset.lookup}`,
      use: encodeURIComponent(input.dataset.use || ""),
      words: { nothing: form.dataset.nothing },
      onPick: (row) => { tell(input, row.name); settled(); },
      onClear: () => tell(input, ""),
      onMiss: settled,
    });
    input.dataset.id = input.value ? "known" : "";
  });
  // What is typed is no choice yet: it changes only once a row is settled on.
  form.addEventListener("change", (event) => {
    if (event.isTrusted && event.target.lookup && event.target.value && !event.target.dataset.id) event.stopImmediatePropagation();
  }, true);
  form.addEventListener("task:line", (event) => wire(event.detail));
  wire(form);
})();
