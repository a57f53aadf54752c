// Keyboard: / to search, j and k through rows, Enter to explain, o to open, g h home, ? for help.
import { openPanel } from "./panel.js";

const rows = () => [...document.querySelectorAll("main tbody tr")].filter((row) => !row.hidden && row.querySelector("a"));

export function watchKeys() {
  const help = document.getElementById("keys");
  let before = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input, select, textarea, [contenteditable]") || document.querySelector("dialog[open]")) return;
    const sequence = before + event.key;
    before = event.key === "g" ? "g" : "";
    if (sequence === "gh") {
      document.querySelector("a.brand").click();
    } else if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (!search) return;
      search.focus();
      search.select();
    } else if (event.key === "?") {
      help?.showModal();
    } else if (event.key === "j" || event.key === "k") {
      move(event.key === "j" ? 1 : -1);
    } else if (event.key === "Enter" && !event.target.closest?.("a, button, summary")) {
      const row = document.querySelector("tr.at");
      const why = row?.querySelector("a.why");
      if (why) openPanel(why.href, why);
      else row?.querySelector("a")?.click();
    } else if (event.key === "o") {
      document.querySelector("tr.at .c-subject a, tr.at th a, tr.at td a")?.click();
    } else {
      return;
    }
    event.preventDefault();
  });
}

function move(step) {
  const all = rows();
  if (all.length === 0) return;
  const current = all.findIndex((row) => row.classList.contains("at"));
  const next = Math.min(Math.max(current + step, 0), all.length - 1);
  all[current]?.classList.remove("at");
  all[next].classList.add("at");
  all[next].scrollIntoView({ block: "nearest" });
}
