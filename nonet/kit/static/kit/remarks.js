// Files and comments: sent without leaving the page; files come by choosing, dropping, pasting or the camera; @ calls.
(() => {
  const csrf = (part) => part.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";

  async function send(part, body, query = "") {
    part.setAttribute("aria-busy", "true");
    const typed = part.querySelector(".remark-form textarea")?.value ?? "";
    const keeps = body?.get?.("do") !== "comment";
    try {
      const answer = await fetch(part.dataset.remarks + query, {
        method: body ? "POST" : "GET", body, headers: { "X-Requested-With": "fetch", "X-CSRFToken": csrf(part) },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      part.innerHTML = await answer.text();
      const box = part.querySelector(".remark-form textarea");
      if (box && (keeps || part.querySelector(".remark-problem"))) box.value = typed;
    } catch {
      const problem = document.createElement("p");
      problem.className = "remark-problem";
      problem.setAttribute("role", "alert");
      problem.textContent = part.dataset.lost ?? "×";
      part.querySelector(".remarks-body").prepend(problem);
    } finally {
      part.removeAttribute("aria-busy");
    }
  }

  function sendFiles(part, files) {
    if (!files.length || !part.querySelector(".remark-drop")) return;
    const body = new FormData();
    body.set("do", "attach");
    body.set("csrfmiddlewaretoken", csrf(part));
    for (const file of files) body.append("files", file, file.name || "image.png");
    send(part, body);
  }

  const partOf = (event) => event.target.closest?.("[data-remarks]");

  document.addEventListener("submit", (event) => {
    const part = partOf(event);
    if (!part) return;
    event.preventDefault();
    const form = event.target;
    if (form.dataset.sure && !window.confirm(form.dataset.sure)) return;
    send(part, new FormData(form));
  });
  document.addEventListener("change", (event) => {
    const part = partOf(event);
    if (part && event.target.type === "file") sendFiles(part, [...event.target.files]);
  });
  document.addEventListener("click", (event) => {
    const part = partOf(event);
    if (!part || !event.target.closest("[data-changes]")) return;
    send(part, null, part.querySelector(".remark-changes") ? "" : "?changes");
  });
  document.addEventListener("dragover", (event) => {
    const part = partOf(event);
    if (part && event.dataTransfer.types.includes("Files")) { event.preventDefault(); part.classList.add("is-over"); }
  });
  document.addEventListener("dragleave", (event) => partOf(event)?.classList.remove("is-over"));
  document.addEventListener("drop", (event) => {
    const part = partOf(event);
    if (!part || !event.dataTransfer.files.length) return;
    event.preventDefault();
    part.classList.remove("is-over");
    sendFiles(part, [...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    const part = partOf(event) ?? (event.target.closest("input, textarea") ? null : document.querySelector("[data-remarks]"));
    const files = [...(event.clipboardData?.files ?? [])];
    if (!part || !files.length) return;
    event.preventDefault();
    sendFiles(part, files);
  });

  // The picker of colleagues under the text being written.
  let list = null;
  const close = () => { list?.remove(); list = null; };
  const asked = (box) => /(?:^|[^\w@])@([^\s@\[\]]{0,30})$/.exec(box.value.slice(0, box.selectionStart));

  function take(box, username) {
    const found = asked(box);
    if (!found) return close();
    const start = box.selectionStart - found[1].length - 1;
    box.setRangeText(`@[${username}] `, start, box.selectionStart, "end");
    close();
    box.focus();
  }

  async function offer(box, part) {
    const found = asked(box);
    if (!found) return close();
    const answer = await fetch(`${part.dataset.people}?q=${encodeURIComponent(found[1])}`);
    if (!answer.ok || !asked(box)) return close();
    const { people } = await answer.json();
    close();
    if (!people.length) return;
    list = document.createElement("ul");
    list.className = "remark-people";
    list.setAttribute("role", "listbox");
    people.forEach((each, at) => {
      const item = document.createElement("li");
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(at === 0));
      item.dataset.username = each.username;
      item.textContent = each.name === each.username ? each.name : `${each.name} (${each.username})`;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(box, each.username); });
      list.append(item);
    });
    box.after(list);
  }

  document.addEventListener("input", (event) => {
    const part = partOf(event);
    if (part && event.target.matches(".remark-write")) offer(event.target, part);
  });
  document.addEventListener("keydown", (event) => {
    const part = partOf(event);
    if (!part || !event.target.matches(".remark-write")) return;
    if (list) {
      const items = [...list.children];
      const at = items.findIndex((each) => each.getAttribute("aria-selected") === "true");
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        const next = (at + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length;
        items.forEach((each, n) => each.setAttribute("aria-selected", String(n === next)));
      } else if (event.key === "Enter" || event.key === "Tab") {
        event.preventDefault();
        take(event.target, items[at].dataset.username);
      } else if (event.key === "Escape") { event.stopPropagation(); close(); }
      return;
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.target.form.requestSubmit(); }
  });
  document.addEventListener("focusout", (event) => { if (event.target.matches?.(".remark-write")) window.setTimeout(close, 150); });
})();
