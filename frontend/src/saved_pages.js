/**
 * List the pages that this device has stored, on the offline page.
 */

const PAGES = "pages";

/**
 * @param {string} html
 * @returns {string} the page's title without the name of the site
 */
export function titleOf(html) {
  const title = new DOMParser().parseFromString(html, "text/html").title;
  return title.replace(/\s+–\s+Samverka$/, "").trim();
}

/** @param {Document} page */
export async function listSavedPages(page) {
  const place = page.querySelector("[data-saved-pages]");
  const list = place?.querySelector("ul");
  if (!(place instanceof HTMLElement) || !list || !("caches" in window)) return;
  const cache = await caches.open(PAGES);
  const prefix = `/${location.pathname.split("/")[1]}/`;
  const items = [];
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname;
    const response = path.startsWith(prefix) ? await cache.match(request, { ignoreVary: true }) : undefined;
    if (response) items.push({ path: path + new URL(request.url).search, title: titleOf(await response.text()) });
  }
  items.sort((one, other) => one.title.localeCompare(other.title, page.documentElement.lang));
  for (const { path, title } of items) {
    const item = page.createElement("li");
    const link = page.createElement("a");
    link.href = path;
    link.textContent = title || path;
    link.dir = "auto";
    item.append(link);
    list.append(item);
  }
  place.hidden = items.length === 0;
}
