// References in forms of masters: the id stands in a hidden field, the code and name of what was found beside it.
(() => {
  const valueOf = (input) => input.parentElement.querySelector("input[type=hidden]");

  // The pages of what is chosen, in the menu beside the field.
  const lead = (input) => {
    const value = valueOf(input), menu = document.getElementById(`related-widget-wrapper-${value.name}`);
    for (const link of menu?.querySelectorAll("[data-href-template]") ?? []) {
      if (value.value) link.href = link.dataset.hrefTemplate.replace("__fk__", value.value);
      else link.removeAttribute("href");
    }
  };

  const set = (input, id) => {
    const value = valueOf(input);
    value.value = id;
    input.setCustomValidity("");
    value.dispatchEvent(new Event("change", { bubbles: true }));
    lead(input);
  };

  // What is still looked up is no choice yet: the form waits until it is one, and goes on by itself.
  const wait = async (event) => {
    const open = [...event.target.querySelectorAll("input[data-reference]")].filter((each) => each.lookup && each.value.trim() && !each.dataset.id);
    if (!open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    await Promise.all(open.map((each) => nonet.settleLookup(each)));
    const missing = open.find((each) => !each.dataset.id);
    if (missing) missing.reportValidity(); else event.target.requestSubmit(event.submitter);
  };

  const keys = (event) => {
    const input = event.target, open = nonet.lookupIsOpen();
    if (event.key !== "Enter" || (!open && (input.dataset.id || !input.value))) return;
    event.preventDefault();
    if (open) nonet.chooseLookup(); else nonet.settleLookup(input);
  };

  const wire = (root) => root.querySelectorAll("input[data-reference]").forEach((input) => {
    if (input.lookup || input.id.includes("__prefix__")) return;
    input.dataset.id = valueOf(input).value;
    nonet.lookupField(input, {
      url: input.dataset.reference, term: "term", browse: true, show: "name",
      read: (answer) => answer.results,
      words: { nothing: input.dataset.nothing },
      onPick: (row) => set(input, row.id),
      onClear: () => set(input, ""),
      onMiss: () => { set(input, ""); input.setCustomValidity(input.dataset.unknown); },
    });
    input.addEventListener("keydown", keys);
    lead(input);
  });

  addEventListener("DOMContentLoaded", () => {
    wire(document);
    document.querySelectorAll("form").forEach((form) => form.addEventListener("submit", wait));

    // A row made in a window of its own is chosen in the field from which that was opened.
    const others = window.dismissAddRelatedObjectPopup;
    window.dismissAddRelatedObjectPopup = (opened, id, name) => {
      const input = document.getElementById(opened.name.replace(/__\d+$/, ""));
      if (!input?.lookup) return others(opened, id, name);
      nonet.takeLookup(input, { id, code: "", name });
      opened.close();
    };
  });
  document.addEventListener("formset:added", (event) => wire(event.target));
})();
