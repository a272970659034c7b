// Lines edited by keyboard alone. `new nonet.Grid(element, {columns, lookups, words, ownLines, onChange, onLeave})`.
// A column is {name, label, kind, lookup, use, choices, required, stop, fixed, more, wide}; what the server fills in
// stands as a placeholder until something is typed over it.
(() => {
const SCAN = /^(\d{8}|\d{12,14}|[\](].{8,})$/;
let keys = 0;

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  made.append(...children);
  return made;
};

// Makes the control of a field; header and lines share it.
function control(field, id) {
  const label = { "data-name": field.name, "aria-label": field.label, id };
  if (field.kind === "shown") return element("output", { ...label, class: "cell-shown" });
  if (field.kind === "choice") {
    const select = element("select", { ...label, class: "cell", disabled: field.fixed });
    if (!field.required || field.choices === null || !field.default) select.append(element("option", { value: "" }));
    for (const [value, text] of field.choices || []) select.append(element("option", { value }, text));
    return select;
  }
  if (field.kind === "area") return element("textarea", { ...label, class: "cell", rows: 2, maxlength: 2000, readonly: field.fixed });
  const numeric = field.kind === "number" || field.kind === "percent";
  return element("input", {
    ...label, class: numeric ? "cell cell-number" : "cell", type: field.kind === "date" ? "date" : "text",
    inputmode: numeric && "decimal", readonly: field.fixed, autocomplete: "off", spellcheck: "false", "aria-required": field.required && "true",
  });
}

function setValue(input, value, shown) {
  input.value = shown || value || "";
  if (input.lookup) { input.dataset.id = value || ""; input.title = shown || ""; }
}

function setFault(input, message, holder) {
  holder.querySelector(".fault")?.remove();
  input.removeAttribute("aria-invalid"); input.removeAttribute("aria-describedby");
  if (!message) return;
  const id = `fault-${++keys}`;
  input.setAttribute("aria-invalid", "true"); input.setAttribute("aria-describedby", id);
  holder.append(element("span", { class: "fault", id }, message));
}

class Grid {
  constructor(holder, options) {
    Object.assign(this, { holder, ...options });
    this.rows = [];
    this.table = element("table", { class: "grid-lines" });
    const names = this.columns.map((each) => element("th", { scope: "col", "data-col": each.name, class: this.classOf(each) }, each.label));
    this.body = element("tbody");
    this.table.append(element("thead", {}, element("tr", {}, element("th", { class: "col-n" }, "#"), ...names, element("th", { class: "col-x" }, element("span", { class: "sr-only" }, this.words.delete)))), this.body);
    this.holder.append(this.table);
    this.form = this.blankRow();
    this.body.addEventListener("keydown", (event) => this.onKey(event));
    this.body.addEventListener("input", (event) => this.changed(this.rowOf(event.target), event.target));
    this.body.addEventListener("change", (event) => this.changed(this.rowOf(event.target), event.target));
    this.body.addEventListener("paste", (event) => this.onPaste(event));
    this.body.addEventListener("focusin", (event) => { event.target.dataset.before = event.target.value; if (event.target.select && event.target.type === "text") event.target.select(); });
    this.body.addEventListener("click", (event) => { if (event.target.closest(".line-delete")) this.remove(this.rowOf(event.target)); });
  }

  classOf(column) {
    return [`col-${column.kind}`, (column.kind === "lookup" || column.name === "item") && "col-wide", column.more && "col-more"].filter(Boolean).join(" ");
  }

  blankRow() {
    const cells = this.columns.map((each) => element("td", { "data-col": each.name, "data-label": each.label, class: this.classOf(each) }, control(each)));
    const x = element("button", { type: "button", class: "line-delete", tabindex: "-1", "aria-label": this.words.delete, title: `${this.words.delete} (Ctrl+Delete)` }, "×");
    return element("tr", {}, element("td", { class: "col-n" }), ...cells, element("td", { class: "col-x" }, ...(this.ownLines ? [x] : [])));
  }

  add(values = {}, shown = {}, before = null) {
    const row = { key: String(++keys), id: values.line_id || "", el: this.form.cloneNode(true), cells: {}, told: null, net: values.net, tax: values.tax };
    row.el.row = row;
    for (const column of this.columns) {
      const input = row.el.querySelector(`[data-name="${column.name}"]`);
      row.cells[column.name] = input;
      if (column.kind === "lookup") this.makeLookup(row, column, input);
      if (column.choices && !column.choices.length && values[column.name]) input.append(element("option", { value: values[column.name] }, values[column.name]));
      if (column.kind === "shown") input.textContent = values[column.name] || "";
      else if (values[column.name]) setValue(input, String(values[column.name]), shown[column.name]);
      if (column.kind === "lookup" && values[`${column.name}_text`]) input.value = values[`${column.name}_text`];
    }
    const at = before ? this.rows.indexOf(before) : this.rows.length;
    this.rows.splice(at, 0, row);
    this.body.insertBefore(row.el, before ? before.el : null);
    return row;
  }

  makeLookup(row, column, input) {
    if (column.fixed) { input.lookup = {}; return; }
    nonet.lookupField(input, {
      url: this.lookups + column.lookup, use: column.use, words: this.words, show: "name",
      onPick: (found) => { this.picked(row, column, found); },
      onClear: () => { row.net = row.tax = undefined; },
      onMiss: (text) => this.fault(row, column.name, this.words.missed.replace("%s", text)),
    });
  }

  picked(row, column, found) {
    const facts = found.facts || {}, unit = row.cells.unit;
    if (unit && facts.units) { this.offer(unit, facts.units.map((each) => [each, facts.unit_names?.[each] || each])); if (facts.scanned && facts.unit) unit.value = facts.unit; }
    for (const [fact, cell] of [["lot", "lot_code"], ["expires_on", "expires_on"]]) if (facts[fact] && row.cells[cell]) row.cells[cell].value = facts[fact];
    this.changed(row, row.cells[column.name]);
  }

  offer(select, choices) {
    const chosen = select.value, first = select.querySelector("option[value='']");
    select.replaceChildren(...(first ? [first] : []), ...choices.map(([value, text]) => element("option", { value }, text)));
    select.value = choices.some(([value]) => value === chosen) ? chosen : "";
  }

  rowOf(target) { return target.closest("tr")?.row; }
  number() {
    this.rows.forEach((row, n) => {
      if (row.n !== n) { row.n = n; row.el.firstChild.textContent = n + 1; row.el.dataset.line = this.words.cardLine.replace("%s", n + 1); }
      this.markBlank(row);
    });
  }
  isBlank(row) { return this.columns.every((each) => each.kind === "shown" || !row.cells[each.name].value); }
  filled() { return this.rows.filter((row) => !this.isBlank(row)); }

  values(row) {
    const values = { key: row.key };
    if (row.id) values.line_id = row.id;
    for (const { name, kind } of this.columns) {
      const input = row.cells[name];
      if (kind === "lookup") { if (input.dataset.id) values[name] = input.dataset.id; else if (input.value.trim()) values[`${name}_text`] = input.value.trim(); }
      else if (kind !== "shown" && input.value !== "") values[name] = input.value;
    }
    return values;
  }

  changed(row, input) {
    if (!row) return;
    if (input) setFault(input, "", input.closest("td"));
    row.dirty = true;
    this.markBlank(row);
    this.keepBlank();
    this.onChange(row);
  }

  markBlank(row) {
    row.blank = this.isBlank(row);
    row.el.classList.toggle("is-blank", row.blank);
  }

  keepBlank() {
    const last = this.rows.at(-1), before = this.counted;
    if (this.ownLines && (!last || !this.isBlank(last))) this.add();
    this.counted = this.rows.length;
    if (before !== this.counted) this.number();
  }

  remove(row) {
    if (!row || !this.ownLines) return;
    const at = this.rows.indexOf(row);
    this.rows.splice(at, 1);
    row.el.remove();
    this.keepBlank();
    this.number();
    this.focus(this.rows[Math.min(at, this.rows.length - 1)], this.stops()[0]);
    this.onChange(null);
  }

  fault(row, name, message) {
    const input = row.cells[name] || row.cells[this.stops()[0]];
    if (input) setFault(input, message, input.closest("td"));
  }

  // Takes over what the server says of a line.
  tell(row, told, names) {
    row.told = told;
    for (const column of this.columns) {
      const input = row.cells[column.name], value = told.values?.[column.name];
      if (told.choices?.[column.name]) this.offer(input, told.choices[column.name]);
      if (value !== undefined) this.suggest(column, input, value);
      const id = told.found?.[column.name];
      if (id && input.lookup && !input.dataset.id) this.name(input, column, id, names);
      if (!told.error || told.error.field !== column.name) setFault(input, "", input.closest("td"));
    }
    if (told.unit && row.cells.unit && !row.cells.unit.value) row.cells.unit.value = told.unit;
    if (row.dirty || row.net === undefined) { row.net = told.net; row.tax = told.tax; }
    row.el.title = told.why || "";
    if (told.error) this.fault(row, told.error.field, told.error.message);
  }

  suggest(column, input, value) {
    if (column.kind === "shown") { input.textContent = value; return; }
    if (column.kind !== "choice") { input.placeholder = value === "0" ? "" : value; return; }
    const blank = input.querySelector("option[value='']"), same = [...input.options].find((each) => each.value === value && value);
    if (blank) blank.textContent = same ? same.textContent : "";
  }

  name(input, column, id, names) {
    const found = names?.[column.lookup]?.[id];
    input.dataset.id = String(id);
    if (found) { input.value = `${found.code} ${found.name}`; input.title = input.value; }
  }

  stops() { const stops = this.columns.filter((each) => each.stop && each.kind !== "shown" && !each.fixed); return (stops.length ? stops : this.columns.filter((each) => each.kind !== "shown" && !each.fixed)).map((each) => each.name); }
  focus(row, name) { const input = row?.cells[name]; if (input) { input.focus(); input.select?.(); input.scrollIntoView({ block: "nearest" }); } }

  onKey(event) {
    const input = event.target, row = this.rowOf(input), name = input.dataset.name;
    if (!row || !name || event.isComposing) return;
    const control = event.ctrlKey || event.metaKey;
    if (event.key === "Enter" && !control && !event.altKey && input.tagName !== "TEXTAREA") { event.preventDefault(); this.enter(row, name, input); }
    else if (control && event.key.toLowerCase() === "d") { event.preventDefault(); event.shiftKey ? this.fillDown(row, name) : this.copyAbove(row, name); }
    else if (control && event.key === "Delete") { event.preventDefault(); this.remove(row); }
    else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && input.tagName === "INPUT" && input.type !== "date") {
      const next = this.rows[this.rows.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)];
      if (next) { event.preventDefault(); this.focus(next, name); }
    }
  }

  enter(row, name, input) {
    if (input.lookup && !input.readOnly) nonet.settleLookup(input);
    if (this.takeScan(row, name, input)) return;
    const stops = this.stops(), order = this.columns.map((each) => each.name);
    const next = stops.find((each) => order.indexOf(each) > order.indexOf(name));
    const at = this.rows.indexOf(row), last = at === this.rows.length - 1;
    if (this.ownLines && last && this.isBlank(row)) { this.onLeave(); return; }
    if (next) { this.focus(row, next); return; }
    this.keepBlank();
    const below = this.rows[at + 1];
    if (below) this.focus(below, stops[0]); else this.onLeave();
  }

  // A scanner that goes on scanning types the next code into the quantity: it begins the next line, or counts one more.
  takeScan(row, name, input) {
    const text = input.value.trim(), first = this.columns.find((each) => each.kind === "lookup");
    if (!this.ownLines || !first || name === first.name || !input.classList.contains("cell-number") || !SCAN.test(text) || (/^\d+$/.test(text) && !isGtin(text))) return false;
    input.value = input.dataset.before || "1";
    this.changed(row, input);
    const target = this.rows.find((each) => this.isBlank(each)) || this.add();
    const cell = target.cells[first.name];
    cell.value = text; cell.dataset.id = "";
    this.focus(target, name);
    target.cells[name].value = "1";
    target.cells[name].select();
    nonet.settleLookup(cell);
    this.changed(target, cell);
    return true;
  }

  put(row, column, value, id) {
    const input = row.cells[column.name];
    if (column.kind === "shown" || column.fixed) return;
    if (column.kind === "choice") { const same = [...input.options].find((each) => each.value === value || each.textContent === value); if (same) input.value = same.value; else if (column.choices && !column.choices.length && value) { input.append(element("option", { value }, value)); input.value = value; } return; }
    input.value = column.kind === "date" ? value.replaceAll("/", "-") : value;
    if (input.lookup) input.dataset.id = id || "";
  }

  copyCell(from, to, name) {
    const column = this.columns.find((each) => each.name === name);
    this.put(to, column, from.cells[name].value, from.cells[name].dataset.id);
  }

  copyAbove(row, name) {
    const above = this.rows[this.rows.indexOf(row) - 1];
    if (!above) return;
    const names = this.isBlank(row) ? this.columns.map((each) => each.name) : [name];
    for (const each of names) this.copyCell(above, row, each);
    this.changed(row, row.cells[name]);
  }

  fillDown(row, name) {
    for (const below of this.rows.slice(this.rows.indexOf(row) + 1)) {
      if (this.isBlank(below)) continue;
      this.copyCell(row, below, name);
      below.dirty = true; this.onChange(below);
    }
  }

  onPaste(event) {
    const text = event.clipboardData.getData("text/plain");
    if (!/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const rows = text.replace(/\r/g, "").trimEnd().split("\n").map((line) => line.split("\t").map((each) => each.trim()));
    const visible = this.columns.filter((each) => each.kind !== "shown" && !each.fixed && this.holder.querySelector(`th[data-col="${each.name}"]`).offsetParent);
    const labels = rows[0].map((each) => this.columns.find((column) => column.label.toLowerCase() === each.toLowerCase()));
    let columns = visible.slice(Math.max(0, visible.findIndex((each) => each.name === event.target.dataset.name)));
    if (labels.some(Boolean)) { rows.shift(); columns = labels; }
    let row = this.rowOf(event.target), at = this.rows.indexOf(row);
    for (const values of rows) {
      row = this.rows[at] || (this.ownLines ? this.add() : null);
      if (!row) break;
      values.forEach((value, n) => { if (columns[n]) this.put(row, columns[n], value); });
      row.dirty = true; at += 1;
      this.onChange(row);
    }
    this.keepBlank();
    this.focus(this.rows[Math.min(at, this.rows.length - 1)], this.stops()[0]);
  }
}

function isGtin(text) {
  const digits = [...text].map(Number), check = digits.pop();
  const sum = digits.reverse().reduce((total, digit, n) => total + digit * (n % 2 ? 1 : 3), 0);
  return (10 - (sum % 10)) % 10 === check;
}

Object.assign(window.nonet, { Grid, control, setValue, setFault, element });
})();
