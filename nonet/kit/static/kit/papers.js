// The picture of a paper follows what is typed, a moment after the last key.
(() => {
  const form = document.querySelector("[data-preview]");
  const frame = document.querySelector(".papers-preview");
  if (!form || !frame) return;
  const picture = frame.querySelector("img");
  let timer = 0;
  let asked = 0;
  async function show() {
    const mine = ++asked;
    const body = new FormData(form);
    body.delete("logo");
    body.delete("seal");
    frame.setAttribute("aria-busy", "true");
    const answer = await fetch(form.dataset.preview, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
    if (mine !== asked) return;
    frame.removeAttribute("aria-busy");
    const caption = frame.querySelector("figcaption");
    if (!answer.ok) { caption.textContent = await answer.text(); return; }
    caption.textContent = "";
    URL.revokeObjectURL(picture.src);
    picture.src = URL.createObjectURL(await answer.blob());
  }
  form.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(show, 400); });
  show();
})();
