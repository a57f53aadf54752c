// Rows that are all on the page hide while one types. Without scripts the server filters.
const fold = (text) =>
  text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replaceAll("\u3000", " ").toLowerCase().replaceAll("臺", "台").trim();

export function watchFilters() {
  for (const form of document.querySelectorAll("form.script-only")) form.hidden = false;
  for (const input of document.querySelectorAll("input[data-filters]")) {
    const rows = [...document.querySelectorAll(input.dataset.filters)];
    const apply = () => {
      const needle = fold(input.value);
      for (const row of rows) row.hidden = !fold(row.dataset.text).includes(needle);
      for (const chapter of document.querySelectorAll("[data-chapter]")) {
        chapter.hidden = !chapter.querySelector("tr[data-text]:not([hidden])");
      }
      const none = document.getElementById("no-clauses");
      if (none) none.hidden = rows.some((row) => !row.hidden);
    };
    input.addEventListener("input", apply);
    input.form?.addEventListener("submit", (event) => {
      // Everything is already here.
      if (rows.length > 0) {
        event.preventDefault();
        apply();
      }
    });
  }
}
