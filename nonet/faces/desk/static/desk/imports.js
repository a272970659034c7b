// Imports: dropping a file, the templates of what was chosen, looking again when a column is named.
document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-import-bring]");
  if (form) {
    const [kind, drop, name] = ["kind", "drop", "name"].map((each) => form.querySelector(`[data-import-${each}]`));
    const input = drop.querySelector("input");
    const choose = async () => {
      const chosen = kind.selectedOptions[0].dataset;
      const templates = form.querySelector("[data-import-templates]");
      templates.hidden = !chosen.template;
      templates.querySelector("[data-xlsx]").href = chosen.template ?? "";
      templates.querySelector("[data-csv]").href = chosen.plain ?? "";
      const answer = chosen.columns ? await fetch(chosen.columns) : null;
      form.querySelector("[data-import-columns]").innerHTML = answer?.ok ? await answer.text() : "";
    };
    const tell = () => { name.textContent = input.files[0]?.name ?? name.dataset.empty; };
    kind.addEventListener("change", choose);
    input.addEventListener("change", tell);
    for (const event of ["dragover", "dragleave", "drop"]) {
      drop.addEventListener(event, (dragged) => {
        dragged.preventDefault();
        drop.classList.toggle("over", event === "dragover");
        if (event === "drop") { input.files = dragged.dataTransfer.files; tell(); }
      });
    }
    choose();
  }
  document.querySelector("[data-import-decide]")?.addEventListener("change", (event) => {
    const look = event.currentTarget.querySelector("button[value=look]");
    if (event.target.name.startsWith("column-") || ["encoding", "delimiter", "sheet"].includes(event.target.name)) event.currentTarget.requestSubmit(look);
  });
});
