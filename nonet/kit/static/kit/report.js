// A report is shown anew as soon as a choice or a date of its filters changes.
document.querySelector("[data-report]")?.addEventListener("change", (event) => {
  if (event.target.matches("select, input[type=date], input[type=checkbox], input[data-lookup]")) event.currentTarget.requestSubmit();
});
