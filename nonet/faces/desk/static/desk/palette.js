// Search and jump: pages and actions are known beforehand and found at once, documents and masters are asked for as one types.
(() => {
  const RECENT = 8;
  const WAIT_MS = 90;
  const dialog = () => document.getElementById("palette");
  const read = (key) => { try { return JSON.parse(localStorage.getItem(key)) ?? []; } catch { return []; } };
  let pages;
  let shown = [];
  let at = 0;
  let asked = 0;
  let timer;

  const loadPages = () => (pages ??= fetch(dialog().dataset.pages, { headers: { Accept: "application/json" } })
    .then((answer) => answer.ok ? answer.json() : Promise.reject(answer.status))
    .then((found) => found.pages)
    .catch(() => { pages = undefined; return []; }));

  // Beginning of a word before the middle of one, initials like beginnings.
  const rank = (page, words) => {
    let worst = 0;
    for (const word of words) {
      const places = page.keys.map((key) => key.startsWith(word) ? 0 : key.includes(` ${word}`) ? 1 : key.includes(word) ? 2 : 9);
      worst = Math.max(worst, ...[Math.min(...places)]);
    }
    return worst;
  };

  const found = (all, text) => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const used = read("nonet-used");
    const often = (page) => used.filter((each) => each === page.link).length;
    return all.map((page) => ({ page, rank: rank(page, words) })).filter((each) => each.rank < 9)
      .sort((a, b) => a.rank - b.rank || often(b.page) - often(a.page)).map((each) => each.page);
  };

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  };

  const option = (entry, index) => {
    const row = element("a", "palette-row");
    row.href = entry.link;
    row.id = `palette-${index}`;
    row.setAttribute("role", "option");
    const icon = element("span", "material-symbols-outlined", entry.icon || "description");
    icon.setAttribute("aria-hidden", "true");
    const words = element("span", "palette-words");
    words.append(element("span", "palette-title", entry.title));
    if (entry.hint) words.append(element("span", "palette-hint", entry.hint));
    row.append(icon, words);
    if (entry.state) row.append(element("span", `badge badge-${entry.tone || "plain"}`, entry.state));
    row.addEventListener("mousemove", () => point(index));
    row.addEventListener("click", () => remember(entry));
    return row;
  };

  const show = (groups, note = "") => {
    const list = document.getElementById("palette-found");
    list.replaceChildren();
    shown = [];
    for (const [title, entries] of groups) {
      if (!entries.length) continue;
      const group = element("div", "palette-group");
      group.setAttribute("role", "group");
      group.setAttribute("aria-label", title);
      group.append(element("div", "palette-heading", title));
      for (const entry of entries) { group.append(option(entry, shown.length)); shown.push(entry); }
      list.append(group);
    }
    if (!shown.length && note) list.append(element("p", "palette-note", note));
    point(0);
  };

  const point = (index) => {
    at = Math.max(0, Math.min(index, shown.length - 1));
    const input = dialog().querySelector("input");
    for (const row of dialog().querySelectorAll(".palette-row")) {
      const here = row.id === `palette-${at}`;
      row.setAttribute("aria-selected", here);
      if (here) row.scrollIntoView({ block: "nearest" });
    }
    shown.length ? input.setAttribute("aria-activedescendant", `palette-${at}`) : input.removeAttribute("aria-activedescendant");
  };

  const remember = (entry) => {
    const { link, title, hint, icon } = entry;
    const rest = read("nonet-recent").filter((each) => each.link !== link);
    localStorage.setItem("nonet-recent", JSON.stringify([{ link, title, hint, icon }, ...rest].slice(0, RECENT)));
    localStorage.setItem("nonet-used", JSON.stringify([link, ...read("nonet-used")].slice(0, 200)));
  };

  const split = (entries, words) => [
    [words.actions, entries.filter((each) => each.action).slice(0, 6)],
    [words.pages, entries.filter((each) => !each.action).slice(0, 8)],
  ];

  const search = async (text) => {
    const words = document.getElementById("palette-found").dataset;
    const turn = ++asked;
    const all = await loadPages();
    if (turn !== asked) return;
    if (!text.trim()) return show([[words.recent, read("nonet-recent")], ...split(all.filter((each) => each.action), words)]);
    const near = split(found(all, text), words);
    show(near, words.wait);
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        const answer = await fetch(`${dialog().dataset.records}?q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } });
        if (!answer.ok) throw new Error(answer.status);
        const { groups } = await answer.json();
        if (turn === asked) show([...groups.map((each) => [each.title, each.found]), ...near], words.nothing);
      } catch { if (turn === asked) show(near, words.failed); }
    }, WAIT_MS);
  };

  const open = () => {
    const box = dialog();
    if (!box || box.open) return;
    box.showModal();
    const input = box.querySelector("input");
    input.select();
    search(input.value);
  };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const box = dialog();
    if (!box) return;
    if (box.dataset.who !== localStorage.getItem("nonet-who")) {
      for (const key of ["nonet-recent", "nonet-used"]) localStorage.removeItem(key);
      localStorage.setItem("nonet-who", box.dataset.who);
    }
    for (const button of document.querySelectorAll("[data-palette-open]")) button.addEventListener("click", open);
    const input = box.querySelector("input");
    input.addEventListener("input", () => search(input.value));
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
      if (step) { event.preventDefault(); point(at + step); }
      if (event.key === "Enter" && shown[at]) {
        event.preventDefault();
        remember(shown[at]);
        event.ctrlKey || event.metaKey ? window.open(shown[at].link) : window.location.assign(shown[at].link);
      }
    });
  });
})();
