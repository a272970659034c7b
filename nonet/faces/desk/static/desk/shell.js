// The shell of the desk: drawer and groups of the menu, how much waits behind each page, keys, what cannot be taken back.
// The toolkit looks for a text field of its own beside each file input; ours have none, so it is told that it has.
Object.defineProperty(HTMLInputElement.prototype, "hasChangeListener", { get: () => true, set() {} });
(() => {
  const root = document.documentElement;
  const wide = window.matchMedia("(min-width: 1100px)");
  const typing = (element) => element.closest("input, textarea, select, [contenteditable=true]");

  const drawer = (open) => {
    if (wide.matches) {
      root.classList.toggle("sidebar-closed", !open);
      localStorage.setItem("nonet-sidebar", open ? "open" : "closed");
    } else {
      root.classList.toggle("drawer-open", open);
      if (open) document.querySelector("#nav-sidebar a, #nav-sidebar summary")?.focus();
    }
  };
  const isOpen = () => wide.matches ? !root.classList.contains("sidebar-closed") : root.classList.contains("drawer-open");

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-drawer-toggle]")) drawer(!isOpen());
    else if (event.target.closest("[data-drawer-close]")) drawer(false);
    else if (event.target.closest("[data-help]")) document.getElementById("keys").showModal();
    for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
    if (event.target.matches("dialog.palette")) event.target.close();
  });

  // Asks before a step that cannot be taken back.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });

  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      root.classList.remove("drawer-open");
      for (const menu of document.querySelectorAll("details[data-menu][open]")) menu.open = false;
    }
    if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "?" && !event.defaultPrevented) document.getElementById("keys")?.showModal();
    else if (before === "g" && event.key === "h") window.location.assign(document.querySelector("[data-page=index]").href);
    before = event.key;
  });

  const rememberGroups = () => {
    const closed = new Set(JSON.parse(localStorage.getItem("nonet-groups") ?? "[]"));
    for (const group of document.querySelectorAll("details[data-group]")) {
      if (closed.has(group.dataset.group) && !group.querySelector("[aria-current]")) group.open = false;
      group.addEventListener("toggle", () => {
        closed[group.open ? "delete" : "add"](group.dataset.group);
        localStorage.setItem("nonet-groups", JSON.stringify([...closed]));
      });
    }
    document.querySelector("#nav-sidebar [aria-current=page]")?.scrollIntoView({ block: "nearest" });
  };

  // What scrolls sideways must be reached by keys too.
  const reachScrolling = () => {
    for (const each of document.querySelectorAll(".scroll")) {
      if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
    }
  };

  const showWaiting = async () => {
    const address = document.getElementById("palette")?.dataset.waiting;
    if (!address || document.hidden) return;
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const counts = (await answer.json()).pages;
      for (const page of document.querySelectorAll("[data-page]")) {
        const place = page.querySelector(".nav-count");
        const told = counts[page.dataset.page];
        if (!place) continue;
        place.hidden = !told;
        place.textContent = told?.count ?? "";
        place.classList.toggle("nav-late", Boolean(told?.late));
      }
    } catch { /* the next turn asks again */ }
  };

  document.addEventListener("DOMContentLoaded", () => {
    rememberGroups();
    reachScrolling();
    document.body.addEventListener("htmx:afterSettle", reachScrolling);
    if (navigator.platform.startsWith("Mac")) for (const key of document.querySelectorAll("[data-mac]")) key.textContent = key.dataset.mac;
    const soon = window.requestIdleCallback ?? ((work) => setTimeout(work, 200));
    soon(showWaiting);
    setInterval(showWaiting, 60_000);
  });
})();
