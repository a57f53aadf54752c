// Conveniences only: every page works without them.
import { watchPanel } from "./panel.js";
import { watchKeys } from "./keys.js";
import { watchHeatMaps } from "./heat-map.js";
import { watchFilters } from "./filter.js";
import { watchIntake } from "./intake.js";

watchPanel();
watchKeys();
watchHeatMaps();
watchFilters();
watchIntake();

// A small screen has no room for the list of articles and for contents.
if (matchMedia("(max-width: 1180px)").matches) {
  for (const fold of document.querySelectorAll(".side-fold, .contents-fold")) fold.open = false;
}
document.querySelector(".side [aria-current]")?.scrollIntoView({ block: "nearest" });

// One menu of dates at a time; a click elsewhere closes it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.quick[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

// Fields left empty do not belong in an address.
for (const form of document.querySelectorAll("form[method=get]")) {
  form.addEventListener("submit", () => {
    for (const field of form.elements) {
      if (field.name && field.value === "") field.disabled = true;
    }
  });
}
addEventListener("pageshow", () => {
  for (const field of document.querySelectorAll("form[method=get] :disabled")) field.disabled = false;
});
