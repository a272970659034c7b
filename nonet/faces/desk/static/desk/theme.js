// Puts the page into light or dark before anything is drawn. The choice is kept where the toolkit keeps its own.
(() => {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try { return JSON.parse(localStorage.getItem("adminTheme")) || "auto"; } catch { return "auto"; }
  };
  const apply = () => {
    const choice = chosen();
    document.documentElement.classList.toggle("dark", choice === "dark" || (choice === "auto" && dark.matches));
    for (const each of document.querySelectorAll("[data-theme]")) each.setAttribute("aria-pressed", each.dataset.theme === choice);
  };
  if (localStorage.getItem("nonet-sidebar") === "closed") document.documentElement.classList.add("sidebar-closed");
  apply();
  dark.addEventListener("change", apply);
  document.addEventListener("DOMContentLoaded", apply);
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme]")?.dataset.theme;
    if (!choice) return;
    localStorage.setItem("adminTheme", JSON.stringify(choice));
    apply();
  });
})();
