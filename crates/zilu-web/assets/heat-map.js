// The map of clauses: one stop for the tab key, arrows inside, and a tooltip for pointer and keyboard alike.
const tip = document.getElementById("tip");

export function watchHeatMaps() {
  for (const map of document.querySelectorAll("[data-heat-map]")) {
    const cells = [...map.querySelectorAll("a.cell")];
    cells.forEach((cell, index) => {
      cell.tabIndex = index === 0 ? 0 : -1;
      cell.dataset.tip = cell.title;
      cell.removeAttribute("title");
    });
    map.addEventListener("keydown", (event) => walk(event, cells));
    map.addEventListener("focusin", (event) => show(event.target.closest("a.cell")));
    map.addEventListener("pointerover", (event) => show(event.target.closest("a.cell")));
    map.addEventListener("focusout", hide);
    map.addEventListener("pointerleave", hide);
  }
}

function walk(event, cells) {
  const from = cells.indexOf(event.target);
  if (from < 0) return;
  const box = event.target.getBoundingClientRect();
  let next;
  if (event.key === "ArrowRight") next = cells[from + 1];
  else if (event.key === "ArrowLeft") next = cells[from - 1];
  else if (event.key === "Home") next = cells[0];
  else if (event.key === "End") next = cells[cells.length - 1];
  else if (event.key === "ArrowDown") next = nearest(cells.slice(from + 1), box, (other) => other.top > box.top + 4);
  else if (event.key === "ArrowUp") next = nearest(cells.slice(0, from).reverse(), box, (other) => other.top < box.top - 4);
  else return;
  event.preventDefault();
  if (!next) return;
  event.target.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
}

// The cell of the next line that stands closest, sideways, to where we are.
function nearest(cells, box, isBeyond) {
  let line = null;
  let best = null;
  let distance = Infinity;
  for (const cell of cells) {
    const other = cell.getBoundingClientRect();
    if (!isBeyond(other)) continue;
    line ??= other.top;
    if (Math.abs(other.top - line) > 4) break;
    const off = Math.abs(other.left - box.left);
    if (off < distance) [best, distance] = [cell, off];
  }
  return best;
}

function show(cell) {
  if (!cell) return hide();
  tip.textContent = cell.dataset.tip;
  tip.hidden = false;
  const box = cell.getBoundingClientRect();
  const own = tip.getBoundingClientRect();
  const left = Math.min(Math.max(8, box.left + box.width / 2 - own.width / 2), innerWidth - own.width - 8);
  const below = box.bottom + own.height + 12 < innerHeight;
  tip.style.left = `${left}px`;
  tip.style.top = `${below ? box.bottom + 6 : box.top - own.height - 6}px`;
}

function hide() {
  tip.hidden = true;
}
