// A field that finds rows as one types: code, name, pinyin initials or a scan. One list of answers serves the page.
// `nonet.lookupField(input, {url, use, words, onPick})`; the chosen id stands in input.dataset.id. `term` names the question
// where it is not `q`, `read` turns an answer into rows, and with `browse` an empty field shows the first ones.
window.nonet = window.nonet || {};
(() => {
let list, owner, options = [], at = -1, asked = 0, timer = 0, drawnFor = "";

function panel() {
  if (list) return list;
  list = document.createElement("ul");
  list.className = "lookup-list";
  list.id = "lookup-list";
  list.setAttribute("role", "listbox");
  list.hidden = true;
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const row = event.target.closest("[data-n]");
    if (row) choose(Number(row.dataset.n));
  });
  document.body.append(list);
  addEventListener("resize", place);
  addEventListener("scroll", (event) => { if (!list.contains(event.target)) place(); }, true);
  return list;
}

function place() {
  if (!owner || list.hidden) return;
  const box = owner.getBoundingClientRect();
  const below = innerHeight - box.bottom > 240 || box.top < 240;
  list.style.left = `${Math.max(8, Math.min(box.left, innerWidth - 328))}px`;
  list.style.minWidth = `${Math.max(box.width, 320)}px`;
  list.style.top = below ? `${box.bottom + 2}px` : "auto";
  list.style.bottom = below ? "auto" : `${innerHeight - box.top + 2}px`;
}

function close() {
  if (!list) return;
  list.hidden = true;
  if (owner) { owner.setAttribute("aria-expanded", "false"); owner.removeAttribute("aria-activedescendant"); }
  options = []; at = -1;
}

const isOpen = () => Boolean(list && !list.hidden);

function draw(words) {
  panel().replaceChildren(...options.map((row, n) => {
    const line = document.createElement("li");
    line.id = `lookup-${n}`; line.dataset.n = n;
    line.setAttribute("role", "option");
    for (const [name, text] of [["code", row.code], ["name", row.name], ["hint", row.hint]]) {
      const part = document.createElement("span");
      part.className = `lookup-${name}`; part.textContent = text || "";
      line.append(part);
    }
    return line;
  }));
  if (!options.length) {
    const none = document.createElement("li");
    none.className = "lookup-none"; none.textContent = words.nothing;
    list.append(none);
  }
  list.hidden = false;
  owner.setAttribute("aria-expanded", "true");
  mark(options.length ? 0 : -1);
  place();
}

function mark(n) {
  at = n;
  list.querySelectorAll("[role=option]").forEach((line, m) => line.setAttribute("aria-selected", String(m === n)));
  if (n >= 0) { owner.setAttribute("aria-activedescendant", `lookup-${n}`); list.children[n].scrollIntoView({ block: "nearest" }); }
}

function choose(n) {
  const input = owner, row = options[n];
  close();
  if (input && row) take(input, row);
}

function take(input, row) {
  const config = input.lookup;
  input.value = config.show === "name" ? `${row.code} ${row.name}`.trim() : row.code;
  input.dataset.id = String(row.id);
  input.dataset.text = input.value;
  input.title = `${row.code} ${row.name}`.trim();
  config.onPick(row);
}

async function ask(input) {
  const text = input.value.trim(), turn = ++asked, config = input.lookup;
  if (!text && !config.browse) { close(); return []; }
  const said = `${config.term || "q"}=${encodeURIComponent(text)}&use=${config.use || ""}`;
  const answer = await fetch(`${config.url}${config.url.includes("?") ? "&" : "?"}${said}`, { headers: { Accept: "application/json" } });
  const told = answer.ok ? await answer.json() : [];
  const rows = answer.ok && config.read ? config.read(told) : told;
  if (turn !== asked || input.value.trim() !== text) return rows;
  if (document.activeElement === input && input.dataset.id === "") { owner = input; options = rows; drawnFor = text; draw(config.words); }
  return rows;
}

function lookupField(input, config) {
  input.lookup = config;
  Object.assign(input.dataset, { id: input.dataset.id || "" });
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", "lookup-list"]]) input.setAttribute(name, value);
  input.addEventListener("input", () => {
    input.dataset.id = ""; input.title = "";
    config.onClear?.();
    clearTimeout(timer);
    timer = setTimeout(() => ask(input), 60);
  });
  input.addEventListener("blur", () => { settle(input); if (owner === input) close(); });
  input.addEventListener("focus", () => input.select());
  if (config.browse) input.addEventListener("click", () => { if (!input.value.trim() && !isOpen()) ask(input); });
  input.addEventListener("keydown", (event) => {
    if (!isOpen() || owner !== input) {
      if (config.browse && event.key === "ArrowDown" && !input.value.trim()) { event.preventDefault(); ask(input); }
      return;
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault(); event.stopPropagation();
      if (options.length) mark((at + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length);
    } else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
  });
}

// Settles what stands in the field when it is left: the marked answer, else the first of a fresh search. It does not wait:
// a scanner goes on typing elsewhere while the answer is on its way; who must wait is given the promise.
function settle(input) {
  const text = input.value.trim();
  if (input.dataset.id || !text) return;
  if (isOpen() && owner === input && at >= 0 && drawnFor === text) { choose(at); return; }
  clearTimeout(timer);
  close();
  input.classList.add("lookup-waits");
  return ask(input).then((rows) => {
    input.classList.remove("lookup-waits");
    if (input.dataset.id || input.value.trim() !== text) return;
    const row = rows.find((each) => each.code.toLowerCase() === text.toLowerCase()) || rows[0];
    if (row) take(input, row); else input.lookup.onMiss?.(text);
  });
}

Object.assign(nonet, { lookupField, lookupIsOpen: isOpen, settleLookup: settle, takeLookup: take, closeLookup: close, chooseLookup: () => choose(at) });
})();
