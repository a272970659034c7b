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
