// The form of one document: header and grid, quotes while one types, drafts kept in the browser, saving, and what to do
// when somebody else has changed the same document.
(() => {
const settings = JSON.parse(document.getElementById("entry-settings").textContent);
const { words } = settings;
const form = document.getElementById("entry"), alerts = form.querySelector(".entry-alerts");
const csrf = form.querySelector("[name=csrfmiddlewaretoken]").value;
const store = `nonet.entry.${settings.draft}`;
const { control, setFault, element } = nonet;
let base = settings.document, names = settings.names, key = newKey(), digits = 2, quoteTimer = 0, draftTimer = 0, saving = false;
const dirty = new Set(), head = {};

function newKey() { return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`; }
const nameOf = (field, id) => { const found = names[field.lookup]?.[id]; return found ? `${found.code} ${found.name}` : ""; };
const shownOf = (fields, values) => Object.fromEntries(fields.filter((each) => each.kind === "lookup" && values[each.name]).map((each) => [each.name, values[`${each.name}_shown`] || nameOf(each, values[each.name])]));

// Header --------------------------------------------------------------------------------------------------------------
for (const field of settings.header) {
  const holder = form.querySelector(`[data-field="${field.name}"] .entry-input`), input = control(field, `f-${field.name}`);
  input.removeAttribute("aria-label");
  holder.append(input);
  head[field.name] = input;
  if (field.kind === "lookup") {
    if (field.fixed) input.lookup = {};
    else nonet.lookupField(input, { url: settings.lookups + field.lookup, use: field.use, words, show: "name", onPick: () => headChanged(field), onMiss: () => setFault(input, words.nothing, holder) });
  }
  input.addEventListener(field.kind === "lookup" ? "input" : "change", () => headChanged(field));
}
const setHead = (values, defaults) => {
  for (const field of settings.header) {
    const value = values[field.name] ?? (defaults ? field.default : "");
    nonet.setValue(head[field.name], value, field.kind === "lookup" ? shownOf([field], values)[field.name] : "");
  }
};
const headValues = () => {
  const values = {};
  for (const field of settings.header) {
    const input = head[field.name], value = input.lookup ? input.dataset.id : input.value;
    if (value) values[field.name] = value;
  }
  return values;
};
function headChanged(field) {
  if (field.begins && head[field.name].dataset.id) { leaving = true; location.assign(`?${field.begins}=${head[field.name].dataset.id}`); return; }
  setFault(head[field.name], "", head[field.name].parentElement);
  for (const row of grid.filled()) { dirty.add(row); if (field.kind === "lookup") row.dirty = row.dirty || !row.id; }
  askQuote(true); keepDraft();
}

// Lines ---------------------------------------------------------------------------------------------------------------
const grid = new nonet.Grid(form.querySelector("[data-grid]"), {
  columns: settings.lines, lookups: settings.lookups, words, ownLines: settings.ownLines,
  onChange: (row) => { if (row) dirty.add(row); askQuote(); totals(); keepDraft(); },
  onLeave: () => (form.querySelector("[data-confirm-too]") || form.querySelector("[type=submit]")).focus(),
});
const setLines = (lines) => {
  for (const row of [...grid.rows]) { row.el.remove(); }
  grid.rows.length = 0;
  grid.counted = 0;
  for (const line of lines) grid.add(line, shownOf(settings.lines, line));
  grid.keepBlank();
};

let withHead = false, asked = 0;
function askQuote(alsoHead = false) {
  withHead = withHead || alsoHead;
  clearTimeout(quoteTimer);
  if (settings.quote) quoteTimer = setTimeout(quote, 90);
}
async function quote() {
  const rows = [...dirty].filter((row) => grid.rows.includes(row) && !grid.isBlank(row));
  dirty.clear();
  if (!rows.length && !withHead) return totals();
  withHead = false;
  const turn = ++asked, sent = rows.map((row) => JSON.stringify(grid.values(row)));
  const answer = await post(settings.quote, { head: headValues(), lines: rows.map((row) => grid.values(row)) });
  if (!answer || answer.status !== 200) return;
  const told = answer.body;
  for (const [code, found] of Object.entries(told.names)) names[code] = { ...names[code], ...found };
  digits = told.digits;
  rows.forEach((row, n) => {
    if (!told.lines[row.key] || !grid.rows.includes(row)) return;
    if (sent[n] === JSON.stringify(grid.values(row))) grid.tell(row, told.lines[row.key], names);
    else { dirty.add(row); askQuote(); }
  });
  if (turn === asked) { notes(told.notes); currencyOf = told.currency; }
  totals();
}
let currencyOf = "";
const notes = (found) => form.querySelector(".entry-notes").replaceChildren(...found.map(([tone, text]) => element("span", { class: `badge badge-${tone === "danger" ? "danger" : "plain"}` }, text)));

let drawing = 0;
function totals() {
  cancelAnimationFrame(drawing);
  drawing = requestAnimationFrame(drawTotals);
}
function drawTotals() {
  const rows = grid.filled();
  form.querySelector(".entry-count").textContent = rows.length ? `(${rows.length})` : "";
  if (!settings.priced) return;
  const sum = (name) => rows.reduce((total, row) => total + Number(row[name] || 0), 0);
  const money = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const net = sum("net"), tax = sum("tax");
  const parts = [[words.net, net], [words.tax, tax], [words.gross, net + tax]];
  for (const row of grid.rows) {
    const cell = row.cells.net, text = cell && row.net && !grid.isBlank(row) ? money.format(Number(row.net)) : "";
    if (cell && cell.textContent !== text) cell.textContent = text;
  }
  form.querySelector(".entry-totals").replaceChildren(...parts.map(([label, value], n) => element("div", { class: n === 2 ? "is-total" : "" }, element("dt", {}, label), element("dd", {}, `${n === 2 && currencyOf ? `${currencyOf} ` : ""}${money.format(value)}`))));
}

// Drafts: what is typed survives a closed window -------------------------------------------------------------------------
const shownNow = (input) => (input.lookup ? input.value : "");
function snapshot() {
  const values = headValues();
  for (const field of settings.header) if (field.kind === "lookup") values[`${field.name}_shown`] = shownNow(head[field.name]);
  const lines = grid.filled().map((row) => {
    const line = grid.values(row);
    for (const each of settings.lines) if (each.kind === "lookup") line[`${each.name}_shown`] = shownNow(row.cells[each.name]);
    return { ...line, dirty: row.dirty, net: row.net, tax: row.tax };
  });
  return { head: values, lines, base, at: new Date().toISOString(), reason: form.reason?.value || "", key };
}
function keepDraft() {
  clearTimeout(draftTimer);
  draftTimer = setTimeout(() => { try { localStorage.setItem(store, JSON.stringify(snapshot())); } catch { /* a full or forbidden store: the form itself still holds everything */ } }, 250);
}
const forgetDraft = () => { clearTimeout(draftTimer); try { localStorage.removeItem(store); } catch { /* nothing was kept */ } };
function keptDraft() { try { return JSON.parse(localStorage.getItem(store) || "null"); } catch { return null; } }
function restore(draft) {
  base = draft.base; key = draft.key || key;
  setHead(draft.head, false);
  setLines(draft.lines);
  draft.lines.forEach((line, n) => { grid.rows[n].dirty = line.dirty; });
  if (form.reason) form.reason.value = draft.reason;
  const discard = element("button", { type: "button", class: "button-plain" }, words.discard);
  discard.addEventListener("click", () => { forgetDraft(); location.reload(); });
  tell("info", words.restored.replace("%s", new Date(draft.at).toLocaleString(document.documentElement.lang)), discard);
}

// Saving ------------------------------------------------------------------------------------------------------------------
const tell = (tone, text, ...more) => alerts.replaceChildren(element("div", { class: `entry-alert entry-alert-${tone}` }, element("span", {}, text), ...more));
async function post(address, body) {
  try {
    const answer = await fetch(address, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, Accept: "application/json" }, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json() };
  } catch { return null; }
}
async function save(confirm) {
  if (saving) return;
  saving = true;
  form.setAttribute("aria-busy", "true");
  const rows = grid.filled();
  const body = { id: settings.id, key, head: headValues(), lines: rows.map((row) => grid.values(row)), base, reason: form.reason?.value || "", confirm };
  const answer = await post(settings.save, body);
  saving = false;
  form.removeAttribute("aria-busy");
  if (!answer) return tell("danger", words.lost);
  if (answer.status === 200) { forgetDraft(); leaving = true; location.assign(answer.body.address); return; }
  key = newKey();
  if (answer.body.conflict) return conflict(answer.body.conflict, confirm);
  showFaults(answer.body.errors || [{ line: null, field: "", message: answer.body.message || words.lost }], rows);
}
function showFaults(faults, rows) {
  const general = faults.filter((each) => each.line === null && !head[each.field]);
  for (const each of faults) {
    if (each.line !== null && rows[each.line]) grid.fault(rows[each.line], each.field, each.message);
    else if (head[each.field]) { setFault(head[each.field], each.message, head[each.field].parentElement); head[each.field].closest("details")?.setAttribute("open", ""); }
  }
  tell("danger", general.length ? general.map((each) => each.message).join(" ") : words.faults.replace("%s", faults.length));
  form.querySelector("[aria-invalid]")?.focus();
}
let leaving = false;
form.addEventListener("submit", (event) => { event.preventDefault(); save(Boolean(event.submitter?.hasAttribute("data-confirm-too"))); });
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (event.target.lookup && !event.target.readOnly) nonet.settleLookup(event.target);
    save(event.shiftKey && Boolean(form.querySelector("[data-confirm-too]")));
  } else if (event.key === "Enter" && event.target.closest(".entry-head") && !["TEXTAREA", "SUMMARY"].includes(event.target.tagName) && !event.isComposing) {
    event.preventDefault();
    if (event.target.lookup) nonet.settleLookup(event.target);
    grid.focus(grid.rows[0], grid.stops()[0]);
  }
});
form.reason?.addEventListener("input", keepDraft);
form.addEventListener("click", (event) => {
  const act = event.target.closest("[data-do]")?.dataset.do;
  if (act === "add") { grid.keepBlank(); grid.focus(grid.rows.at(-1), grid.stops()[0]); }
  if (act === "more") { const on = grid.table.classList.toggle("with-more"); event.target.setAttribute("aria-pressed", String(on)); try { localStorage.setItem("nonet.entry.more", on ? "1" : ""); } catch { /* shown this once */ } }
  if (act === "leave") forgetDraft();
});

// Two people at one document ----------------------------------------------------------------------------------------------
const dialog = document.querySelector(".entry-conflict");
const fieldsOf = (line) => (line === null ? settings.header : settings.lines);
const told = (field, value) => {
  if (!value) return "–";
  if (field?.kind === "lookup") return nameOf(field, value) || value;
  return (field?.choices || []).find(([each]) => each === value)?.[1] || value;
};
const mineOf = (each) => {
  if (each.line === null) return headValues()[each.field] || "";
  const row = grid.rows.find((line) => line.id === each.line);
  return row ? grid.values(row)[each.field] || "" : undefined;
};
const lineName = (id, now) => {
  const n = (now.lines.length ? now.lines : base.lines).findIndex((line) => line.line_id === id), item = settings.lines.find((each) => each.kind === "lookup");
  const line = now.lines.find((each) => each.line_id === id) || base.lines.find((each) => each.line_id === id);
  return `${words.cardLine.replace("%s", n >= 0 ? n + 1 : "")} ${item && line ? told(item, line[item.name]) : ""}`;
};
const number = (value) => (value !== "" && !Number.isNaN(Number(value)) ? String(Number(value)) : value);
function conflict({ who, found, now, names: more }, confirm) {
  for (const [code, each] of Object.entries(more)) names[code] = { ...names[code], ...each };
  dialog.querySelector(".conflict-who").textContent = who;
  const choices = found.map((each, n) => choice(each, n, now));
  dialog.querySelector("tbody").replaceChildren(...choices.map((each) => each.row));
  dialog.onclose = () => {
    if (dialog.returnValue !== "save") return;
    for (const each of choices) each.apply();
    base = now;
    grid.keepBlank(); grid.number(); keepDraft();
    save(confirm);
  };
  dialog.returnValue = "";
  dialog.showModal();
}
function choice(each, n, now) {
  const field = fieldsOf(each.line).find((known) => known.name === each.field), mine = each.kind === "changed" ? mineOf(each) : undefined;
  const where = `${each.line === null ? "" : `${lineName(each.line, now)} · `}${each.label || ""}`;
  const untouched = each.kind !== "changed" || mine === undefined || number(mine) === number(each.before) || number(mine) === number(each.theirs);
  const radio = (value, text, checked) => element("label", { class: "choice" }, element("input", { type: "radio", name: `choice-${n}`, value, checked }), text);
  const theirs = each.kind === "changed" ? told(field, each.theirs) : each.kind === "added" ? words.added.replace("%s", "") : words.lineGone.replace("%s", "");
  const cells = untouched
    ? [element("td", {}, theirs), element("td", { class: "hint" }, words.taken)]
    : [element("td", {}, radio("theirs", theirs, false)), element("td", {}, radio("mine", told(field, mine), true))];
  const row = element("tr", {}, element("td", {}, where), element("td", {}, each.kind === "changed" ? told(field, each.before) : "–"), ...cells);
  return { row, apply: () => { if (untouched || row.querySelector("input:checked").value === "theirs") takeTheirs(each, field, now); } };
}
function takeTheirs(each, field, now) {
  if (each.kind === "added") { grid.add(each.values, shownOf(settings.lines, each.values), grid.rows.find((row) => grid.isBlank(row)) || null); return; }
  const row = each.line === null ? null : grid.rows.find((line) => line.id === each.line);
  if (each.kind === "removed") { if (row) { row.el.remove(); grid.rows.splice(grid.rows.indexOf(row), 1); } return; }
  const input = row ? row.cells[each.field] : each.line === null ? head[each.field] : null;
  if (input) nonet.setValue(input, each.theirs, field.kind === "lookup" ? nameOf(field, each.theirs) : "");
  const line = row && now.lines.find((known) => known.line_id === each.line);
  if (line && !row.dirty) { row.net = line.net; row.tax = line.tax; }
}

// Begin -------------------------------------------------------------------------------------------------------------------
try { if (localStorage.getItem("nonet.entry.more")) { grid.table.classList.add("with-more"); form.querySelector("[data-do=more]").setAttribute("aria-pressed", "true"); } } catch { /* columns stay hidden */ }
const draft = keptDraft();
setHead(base.head, !settings.id);
setLines(base.lines);
if (draft && (draft.lines.length || Object.keys(draft.head).length > 3)) restore(draft);
for (const row of grid.filled()) dirty.add(row);
askQuote(true); totals();
const first = settings.header.find((each) => each.stop && !each.fixed && !head[each.name].value);
if (first) head[first.name].focus(); else grid.focus(grid.rows[0], grid.stops()[0]);
})();
