/**
 * Move the focus to the summary of form errors, so that a screen reader reads it first.
 *
 * @param {Document} page
 */
export function focusSummary(page) {
  const summary = page.querySelector("[data-focus]");
  if (summary instanceof HTMLElement) summary.focus();
}
