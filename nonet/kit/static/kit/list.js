// Lists by keyboard, menus that close by themselves, rows picked, look-ups in filters, forms that send only what is set.
(() => {
  const list = document.querySelector("[data-list]");
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-row]")];
  const menus = [...document.querySelectorAll("[data-menu]")];
  let at = -1;

  const here = (next) => {
    rows[at]?.classList.remove("list-here");
    at = Math.max(0, Math.min(rows.length - 1, next));
    const row = rows[at];
    if (!row) return;
    row.classList.add("list-here");
    row.scrollIntoView({ block: "nearest" });
    row.querySelector(".row-link")?.focus({ preventScroll: true });
  };

  const open = (menu) => {
    menu.open = true;
    menu.querySelector(".list-drop :is(a, input:not([type=hidden]), select, button)")?.focus();
  };

  const keys = {
    j: () => here(at + 1), ArrowDown: () => here(at + 1), k: () => here(at - 1), ArrowUp: () => here(at - 1),
    "/": () => list.querySelector("[data-search]")?.select() ?? list.querySelector("[data-search]")?.focus(),
    x: () => { const box = rows[at]?.querySelector("[name=_selected_action]"); if (box) { box.checked = !box.checked; counted(); } },
    "?": () => document.querySelector("[data-keys]").showModal(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = menus.find((each) => each.open);
      if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog, [contenteditable]")) return;
    if (event.key.startsWith("Arrow") && (menus.some((each) => each.open) || !event.target.closest("[data-row], body > *, body"))) return;
    const menu = menus.find((each) => each.dataset.keyMenu === event.key);
    const link = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = keys[event.key] ?? (menu && (() => open(menu))) ?? (link && (() => link.click()));
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }, true);

  for (const menu of menus) {
    menu.addEventListener("toggle", () => { if (menu.open) for (const other of menus) if (other !== menu) other.open = false; });
  }
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (menu.open && !menu.contains(event.target)) menu.open = false;
  });

  // Rows picked.
  const boxes = [...list.querySelectorAll("[name=_selected_action]")];
  const all = list.querySelector("[data-pick-all]");
  const told = list.querySelector("[data-picked-count]");
  const found = list.querySelector("[data-all-found]");
  let last = null;
  const counted = () => {
    const count = boxes.filter((each) => each.checked).length;
    if (told) told.textContent = told.dataset.text.replace("{}", count);
    if (all) { all.checked = count > 0 && count === boxes.length; all.indeterminate = count > 0 && count < boxes.length; }
    if (found && count < boxes.length) found.checked = false;
  };
  all?.addEventListener("change", () => { for (const each of boxes) each.checked = all.checked; counted(); });
  found?.addEventListener("change", () => { if (found.checked) for (const each of boxes) each.checked = true; counted(); });
  for (const [place, box] of boxes.entries()) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last !== null) {
        for (const each of boxes.slice(Math.min(last, place), Math.max(last, place) + 1)) each.checked = box.checked;
      }
      last = place;
      counted();
    });
  }
  counted();

  // Addresses stay short: what is empty is not sent, and what is ticked several times is sent once.
  for (const form of document.querySelectorAll("form[data-lean]")) {
    form.addEventListener("submit", () => {
      const seen = new Map();
      for (const each of form.elements) {
        if (!each.name || each.disabled) continue;
        const off = each.type === "checkbox" && !each.checked;
        if (off || each.value === "") { each.disabled = true; continue; }
        if (seen.has(each.name)) { seen.get(each.name).value += `,${each.value}`; each.disabled = true; } else seen.set(each.name, each);
      }
    });
  }
  window.addEventListener("pageshow", () => {
    for (const each of document.querySelectorAll("form[data-lean] :disabled")) each.disabled = false;
  });
  for (const form of document.querySelectorAll("form[data-auto]")) form.addEventListener("change", () => form.requestSubmit());
  for (const span of document.querySelectorAll("[data-span]")) {
    const ends = [...span.closest("fieldset").querySelectorAll("input")];
    span.addEventListener("change", () => { if (span.value) for (const each of ends) each.value = ""; });
    for (const each of ends) each.addEventListener("input", () => { if (each.value) span.value = ""; });
  }

  // Columns moved up and down.
  document.querySelector("[data-columns]")?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    button.dataset.move === "1" ? item.nextElementSibling?.after(item) : item.previousElementSibling?.before(item);
    button.focus();
  });

  // Look-ups.
  for (const box of document.querySelectorAll("[data-lookup]")) {
    const input = box.querySelector("[role=combobox]");
    const options = box.querySelector("[role=listbox]");
    let chosen = -1;
    let asked = 0;
    options.id = `found-${box.dataset.name}`;
    input.setAttribute("aria-controls", options.id);

    const show = (on) => { options.hidden = !on; input.setAttribute("aria-expanded", String(on)); };
    const point = (next) => {
      const items = [...options.querySelectorAll("[role=option]")];
      chosen = items.length ? (next + items.length) % items.length : -1;
      for (const [place, each] of items.entries()) each.setAttribute("aria-selected", String(place === chosen));
      items[chosen]?.scrollIntoView({ block: "nearest" });
      if (items[chosen]) input.setAttribute("aria-activedescendant", items[chosen].id);
    };
    const pick = (item) => {
      const chip = document.createElement("span");
      const hidden = document.createElement("input");
      const remove = document.createElement("button");
      chip.className = "list-chip";
      Object.assign(hidden, { type: "hidden", name: box.dataset.name, value: item.dataset.id });
      Object.assign(remove, { type: "button", textContent: "×" });
      remove.setAttribute("aria-label", `${box.dataset.remove} ${item.textContent}`);
      chip.append(hidden, item.textContent, remove);
      input.before(chip);
      input.value = "";
      show(false);
    };
    const look = async () => {
      const turn = ++asked;
      const answer = await fetch(`${box.dataset.lookup}&term=${encodeURIComponent(input.value.trim())}`);
      if (!answer.ok || turn !== asked) return;
      const { results } = await answer.json();
      options.replaceChildren(...results.map((each, place) => {
        const item = document.createElement("li");
        item.id = `${options.id}-${place}`;
        item.dataset.id = each.id;
        item.textContent = each.text;
        item.setAttribute("role", "option");
        return item;
      }));
      if (!results.length) {
        const none = document.createElement("li");
        none.textContent = box.dataset.nothing;
        none.setAttribute("aria-disabled", "true");
        none.setAttribute("role", "option");
        options.append(none);
      }
      show(true);
      point(0);
    };
    let timer;
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
    input.addEventListener("focus", () => { if (!input.value) look(); });
    input.addEventListener("blur", () => setTimeout(() => show(false), 150));
    input.addEventListener("keydown", (event) => {
      const item = options.querySelectorAll("[role=option]")[chosen];
      if (event.key === "ArrowDown") point(chosen + 1);
      else if (event.key === "ArrowUp") point(chosen - 1);
      else if (event.key === "Enter" && !options.hidden && item?.dataset.id) pick(item);
      else if (event.key === "Escape" && !options.hidden) { show(false); event.stopPropagation(); } else return;
      event.preventDefault();
    });
    options.addEventListener("mousedown", (event) => {
      const item = event.target.closest("[data-id]");
      if (item) { event.preventDefault(); pick(item); }
    });
    box.addEventListener("click", (event) => { if (event.target.closest(".list-chip button")) event.target.closest(".list-chip").remove(); });
  }
})();
