/**
 * Which requests the worker answers, as pure functions: everything it does not name is left to the browser.
 *
 * @typedef {object} Site what the server writes into the worker in place of `self.__SITE`
 * @property {string[]} languages language codes, as the first segment of a path
 * @property {string[]} offlinePages one address per language, precached
 * @property {string[]} startPages one address per language, fetched after install
 * @property {string[]} privatePaths regular expressions of paths that are never answered (forms, personal links)
 */

/** Our own static files of public pages; the editors' files are not kept on a reader's device. */
const STATIC = /^\/static\/(?:cms\/(?!admin\/)|app\/|fonts\/)/;
const IMAGES = "/media/images/";

/**
 * Return what kind of answer a request gets.
 *
 * @param {{ method: string, mode: string, url: string }} request
 * @param {string} origin our own origin
 * @param {Site} site
 * @returns {"page" | "static" | "image" | null} null: the worker does not answer at all
 */
export function kindOf(request, origin, site) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin) return null;
  if (STATIC.test(url.pathname)) return "static";
  if (url.pathname.startsWith(IMAGES)) return "image";
  if (request.mode !== "navigate" || !languageOf(url.pathname, site)) return null;
  return site.privatePaths.some((path) => new RegExp(path).test(url.pathname)) ? null : "page";
}

/**
 * @param {string} path
 * @param {Site} site
 * @returns {string} the language code of a path, or nothing
 */
export function languageOf(path, site) {
  const segment = path.split("/")[1] ?? "";
  return site.languages.includes(segment) ? segment : "";
}

/**
 * @param {string} path
 * @param {Site} site
 * @returns {string} the offline page of the path's language; the first one for a path without a language
 */
export function offlinePageFor(path, site) {
  const language = languageOf(path, site);
  return site.offlinePages.find((page) => page.startsWith(`/${language}/`)) ?? site.offlinePages[0];
}

/**
 * @param {Response} response
 * @returns {boolean} whether the server said that this answer is public and may be kept
 */
export function mayBeKept(response) {
  return response.status === 200 && !response.redirected && response.headers.get("X-Offline") === "1";
}
