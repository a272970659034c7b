// Pages of tasks: lines added, split and removed, sums kept, one sending only.
(() => {
  const form = document.querySelector("[data-task]");
  if (!form) return;
  const body = form.querySelector("[data-lines]");
  const read = (text) => Number(String(text || "").replace(/[,，\s]/g, "")) || 0;
  const digits = (text) => (String(text || "").replace(/[,，\s]/g, "").split(".")[1] || "").replace(/0+$/, "").length;
  const show = (value, places) => value.toLocaleString(document.documentElement.lang || undefined, { minimumFractionDigits: places, maximumFractionDigits: places });
  const numberOf = (cell) => { const field = cell.querySelector("input:not([type=hidden])"); return field ? field.value : cell.textContent; };
  const sumOf = (name) => {
    let sum = 0; let places = 0;
    body.querySelectorAll(`tr[data-line] td[data-column="${name}"]`).forEach((cell) => { const text = numberOf(cell); sum += read(text); places = Math.max(places, digits(text)); });
    return [sum, Math.min(places, 6)];
  };

  const addUp = () => {
    if (!body) return;
    const totals = form.querySelectorAll("[data-total]");
    totals.forEach((cell) => { const [sum, places] = sumOf(cell.dataset.column); cell.dataset.label = form.querySelector(`th[data-column="${cell.dataset.column}"]`).textContent; cell.textContent = show(sum, places); });
    const foot = form.querySelector("[data-totals]");
    if (foot) foot.hidden = totals.length === 0;
    const note = form.querySelector("[data-balance-note]");
    if (!note) return;
    const [one, other] = form.dataset.balance.split(" ").map((name) => sumOf(name)[0]);
    const gap = Math.round((one - other) * 10000) / 10000;
    note.classList.toggle("off", gap !== 0);
    note.textContent = gap === 0 ? note.dataset.even : `${note.dataset.off} ${show(Math.abs(gap), 2)}`;
  };

  let made = 1000;
  const rename = (row, from, to) => {
    row.dataset.line = to;
    row.querySelectorAll("[name], [id], [for]").forEach((each) => {
      ["name", "id", "for"].forEach((key) => { const old = each.getAttribute(key); if (old) each.setAttribute(key, old.replace(`l${from}-`, `l${to}-`)); });
    });
    row.querySelector("input[name=line]").value = to;
  };
  form.querySelectorAll(".task-grid th").forEach((head) => {
    const cell = body?.querySelector(`tr[data-line] td[data-column="${head.dataset.column}"]`);
    if (cell?.querySelector(".num, [data-number]")) head.classList.add("right");
  });
  const first = (row) => { const field = row.querySelector(".field"); if (field) field.focus(); };
  const add = () => {
    const row = form.querySelector("[data-blank]").content.querySelector("tr[data-line]").cloneNode(true);
    rename(row, "__new__", `n${made++}`);
    body.append(row);
    form.dispatchEvent(new CustomEvent("task:line", { detail: row, bubbles: true }));
    first(row);
  };
  const split = (row) => {
    const copy = row.cloneNode(true);
    const from = row.dataset.line;
    rename(copy, from, `${from.split(".")[0]}.${made++}`);
    copy.querySelectorAll("input.field").forEach((field) => { field.value = ""; });
    copy.querySelector("[data-split]")?.remove();
    const tools = copy.querySelector(".task-tools");
    if (tools && !tools.querySelector("[data-drop]")) { const drop = document.createElement("button"); drop.type = "button"; drop.className = "button"; drop.dataset.drop = ""; drop.textContent = "×"; tools.append(drop); }
    row.after(copy);
    first(copy);
  };

  form.addEventListener("click", (event) => {
    const target = event.target.closest("button");
    if (!target) return;
    if ("add" in target.dataset) add();
    if ("split" in target.dataset) split(target.closest("tr"));
    if ("drop" in target.dataset) { target.closest("tr").remove(); addUp(); }
    if (target.dataset.reload) reload(target.dataset.reload.split(" "));
  });

  const reload = (names) => {
    const address = new URL(window.location.href);
    form.querySelectorAll(".task-head [name]").forEach((field) => {
      if (field.type === "checkbox" && !field.checked) address.searchParams.delete(field.name);
      else if (field.value && !field.matches("[data-spread]")) address.searchParams.set(field.name, field.value);
      else address.searchParams.delete(field.name);
    });
    window.location.assign(address);
  };
  const reloader = form.querySelector("[data-reload]");
  if (reloader) {
    reloader.hidden = true;
    const names = reloader.dataset.reload.split(" ");
    form.addEventListener("change", (event) => { if (names.includes(event.target.name)) reload(names); });
  }

  // Enter goes down the column and, on the last line, to a new one; arrows go up and down.
  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-lines] td");
    if (!cell || event.target.tagName === "SELECT" || event.isComposing) return;
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const rows = [...body.querySelectorAll("tr[data-line]")];
    const next = rows[rows.indexOf(cell.parentElement) + step];
    if (next) { const field = next.querySelector(`td[data-column="${cell.dataset.column}"] .field`); if (field) { field.focus(); field.select?.(); } }
    else if (event.key === "Enter" && form.querySelector("[data-blank]")) add();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(); });

  // An amount spreads over what is open, line by line from the top, as long as nobody typed into the lines.
  const spread = () => {
    const [source, target, open, currency] = form.dataset.spread.split(" ");
    const chosen = form.elements[currency]?.value;
    let left = read(form.elements[source].value);
    body?.querySelectorAll("tr[data-line]").forEach((row) => {
      const cell = (name) => row.querySelector(`td[data-column="${name}"]`);
      const fits = !chosen || cell(currency).textContent.trim() === chosen;
      const let_off = read(cell("let_off")?.querySelector("input")?.value);
      const part = fits ? Math.min(left, Math.max(0, read(cell(open).textContent) - let_off)) : 0;
      left = Math.round((left - part) * 10000) / 10000;
      cell(target).querySelector("input").value = part ? String(Math.round(part * 10000) / 10000) : "";
    });
  };
  let touched = false;
  // A scanner types a code and Enter: a place narrows to its rows, a piece counts its row up.
  const scanner = form.querySelector("[data-scan]");
  let place = "";
  const scan = (text) => {
    const note = form.querySelector("[data-scan-note]");
    const [, times, code] = /^(?:(\d+)\s*[*x×]\s*)?(.*)$/i.exec(text.toUpperCase());
    const rows = [...body.querySelectorAll("tr[data-codes]")];
    if (rows.some((row) => row.dataset.place.toUpperCase() === code)) { place = code; note.textContent = `${note.dataset.place} ${code}`; note.classList.remove("off"); return; }
    const row = rows.find((each) => each.dataset.codes.toUpperCase().split(" ").includes(code) && (!place || each.dataset.place.toUpperCase() === place));
    note.classList.toggle("off", !row);
    if (!row) { note.textContent = `${note.dataset.unknown} ${code}`; return; }
    const field = row.querySelector(`td[data-column="${scanner.dataset.scan}"] input`);
    field.value = String(read(field.value) + (Number(times) || 1));
    note.textContent = `${row.dataset.place} ${code}: ${field.value}`;
    body.querySelectorAll(".task-hit").forEach((each) => each.classList.remove("task-hit"));
    row.classList.add("task-hit");
    row.scrollIntoView({ block: "nearest" });
    addUp();
  };
  if (scanner) scanner.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    if (scanner.value.trim()) scan(scanner.value.trim());
    scanner.value = "";
  });

  form.addEventListener("input", (event) => {
    if (form.dataset.spread) {
      const [source, target, , currency] = form.dataset.spread.split(" ");
      if (event.target.name?.endsWith(`-${target}`)) { touched = true; form.elements[source].value = ""; }
      if (event.target.name === source || event.target.name === currency) { touched = false; }
      if (!touched && read(form.elements[source].value)) spread();
      if (touched) form.elements[source].value = sumOf(target)[0] || "";
    }
    addUp();
  });
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) { event.preventDefault(); return; }
    sent = true;
    form.querySelectorAll("button[type=submit]").forEach((each) => { each.setAttribute("aria-busy", "true"); });
  });
  window.addEventListener("pageshow", () => { sent = false; });
  addUp();
})();
