// The same light or dark as the desk; a language takes effect when it is chosen.
(() => {
  const kept = (localStorage.getItem("adminTheme") || "auto").replaceAll('"', "");
  const dark = kept === "dark" || (kept !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.classList.toggle("dark", dark);
  document.addEventListener("change", (event) => {
    const form = event.target.closest("[data-door-language]");
    if (form) form.submit();
  });
})();
