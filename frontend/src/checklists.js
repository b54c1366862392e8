/**
 * Ticks in a checklist, kept on this device alone: nothing is sent, and no one else sees them.
 *
 * A checklist is `[data-checklist="<content id>"]` with `input[type=checkbox][data-item]`; inside it may stand
 * `[data-checklist-clear]` (a hidden button), `[data-checklist-done]` (an element for the number of ticks).
 */

const PREFIX = "checklist:";

/**
 * Read the ticked items of a checklist.
 *
 * @param {Pick<Storage, "getItem">} storage
 * @param {string} id content id of the checklist
 * @returns {Set<string>} item ids; empty when nothing, or nothing readable, is stored
 */
export function readTicks(storage, id) {
  try {
    const stored = JSON.parse(storage.getItem(PREFIX + id) ?? "[]");
    return new Set(Array.isArray(stored) ? stored.filter((item) => typeof item === "string") : []);
  } catch {
    return new Set();
  }
}

/**
 * Keep the ticked items of a checklist; a full or forbidden storage is not an error: the ticks then last as long as the page.
 *
 * @param {Pick<Storage, "setItem" | "removeItem">} storage
 * @param {string} id
 * @param {Set<string>} ticks
 */
export function writeTicks(storage, id, ticks) {
  try {
    if (ticks.size) storage.setItem(PREFIX + id, JSON.stringify([...ticks].sort()));
    else storage.removeItem(PREFIX + id);
  } catch {
    // Private windows may forbid storage.
  }
}

/**
 * @param {number} count
 * @param {string} language the page's language, as in `<html lang>`
 */
export function localNumber(count, language) {
  const digits = String(count);
  return language.startsWith("fa") ? digits.replace(/\d/g, (digit) => "۰۱۲۳۴۵۶۷۸۹"[Number(digit)]) : digits;
}

/**
 * @param {Document} page
 * @param {Storage} storage
 */
export function enhanceChecklists(page, storage) {
  for (const list of page.querySelectorAll("[data-checklist]")) {
    if (list instanceof HTMLElement) enhance(list, storage, page.documentElement.lang);
  }
}

/**
 * @param {HTMLElement} list
 * @param {Storage} storage
 * @param {string} language
 */
function enhance(list, storage, language) {
  const id = list.dataset.checklist ?? "";
  /** @type {HTMLInputElement[]} */
  const boxes = [...list.querySelectorAll("input[type=checkbox][data-item]")].filter(
    (box) => box instanceof HTMLInputElement,
  );
  const clear = list.querySelector("[data-checklist-clear]");
  const done = list.querySelector("[data-checklist-done]");
  const ticks = readTicks(storage, id);

  const show = () => {
    if (done) done.textContent = localNumber(boxes.filter((box) => box.checked).length, language);
    if (clear instanceof HTMLElement) clear.hidden = !boxes.some((box) => box.checked);
  };
  const keep = () => {
    writeTicks(storage, id, new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.item ?? "")));
    show();
  };

  for (const box of boxes) {
    box.checked = ticks.has(box.dataset.item ?? "");
    box.addEventListener("change", keep);
  }
  clear?.addEventListener("click", () => {
    for (const box of boxes) box.checked = false;
    keep();
    boxes[0]?.focus();
  });
  for (const hidden of list.querySelectorAll("[data-checklist-scripted]")) {
    if (hidden instanceof HTMLElement) hidden.hidden = false;
  }
  show();
}
