// Picking many requests at once: all by one box, the number on the button.
document.querySelectorAll("form[data-approvals]").forEach((form) => {
  const boxes = () => [...form.querySelectorAll("input[name=request]")];
  const tell = () => {
    const count = boxes().filter((box) => box.checked).length;
    form.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = count ? `(${count})` : ""; });
  };
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) boxes().forEach((box) => { box.checked = event.target.checked; });
    tell();
  });
});
// The parties that a rule is about: found as one types, each a word that can be taken away again.
document.querySelectorAll("[data-parties]").forEach((place) => {
  const field = place.querySelector("input.field"), list = place.querySelector("ul");
  const add = (row) => {
    field.value = ""; field.dataset.id = "";
    if (list.querySelector(`input[value="${row.id}"]`)) return;
    const word = place.querySelector("template").content.firstElementChild.cloneNode(true);
    word.querySelector("input").value = row.id;
    word.querySelector("span").textContent = `${row.code} ${row.name}`;
    list.append(word);
  };
  place.addEventListener("click", (event) => { if (event.target.closest(".approval-drop")) event.target.closest("li").remove(); });
  if (window.nonet?.lookupField) nonet.lookupField(field, { url: "/api/lookups/parties", use: "", words: { nothing: "–" }, onPick: add });
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    nonet.settleLookup(field);
  });
});
