/**
 * Show the print buttons, which can do nothing without scripts, and let them print.
 *
 * @param {Document} page
 */
export function showPrintButtons(page) {
  for (const button of page.querySelectorAll("[data-print]")) {
    if (!(button instanceof HTMLElement)) continue;
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
