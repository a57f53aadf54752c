// The explanation of a row beside the table, instead of on a page of its own.
const panel = document.getElementById("panel");

export function watchPanel() {
  if (!panel?.showModal) return;
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a.why");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    openPanel(link.href, link);
  });
  panel.querySelector(".panel-close").addEventListener("click", () => panel.close());
  panel.addEventListener("close", () => opener?.focus({ preventScroll: true }));
  // A click beside the panel closes it.
  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
}

let asked = 0;
// Where the keyboard was: a row chosen with j and k has no focus of its own.
let opener = null;

export async function openPanel(address, from) {
  const url = new URL(address, location.href);
  const mine = ++asked;
  const body = panel.querySelector(".panel-body");
  const failed = panel.querySelector(".panel-failed");
  panel.querySelector(".panel-page").href = url.href;
  failed.hidden = true;
  body.replaceChildren();
  if (!panel.open) {
    opener = from ?? document.activeElement;
    panel.showModal();
  }
  url.searchParams.set("part", "1");
  try {
    const response = await fetch(url, { headers: { accept: "text/html" } });
    const text = await response.text();
    // Another row was asked for meanwhile.
    if (mine !== asked) return;
    const parsed = new DOMParser().parseFromString(text, "text/html");
    body.replaceChildren(...parsed.body.childNodes);
    panel.scrollTop = 0;
  } catch {
    if (mine === asked) failed.hidden = false;
  }
}
