/// <reference lib="webworker" />
/**
 * The service worker: what was read stays readable without a network, and the rest is said honestly.
 *
 * Never here: forms, accounts, personal links, documents (no `respondWith`), and nothing that the server has not marked
 * with `X-Offline: 1`. It does not take over by itself: a page asks (`SKIP_WAITING`) when its reader says so.
 */
import { CacheableResponsePlugin } from "workbox-cacheable-response";
import { setCacheNameDetails } from "workbox-core";
import { ExpirationPlugin } from "workbox-expiration";
import { cleanupOutdatedCaches, matchPrecache, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { CacheFirst, NetworkFirst, StaleWhileRevalidate } from "workbox-strategies";
import { kindOf, mayBeKept, offlinePageFor } from "./routes.js";

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
/** @type {(string | { url: string, revision: string | null })[]} */
// @ts-expect-error The server writes the list here.
const shell = self.__WB_MANIFEST;
/** @type {import("./routes.js").Site} */
// @ts-expect-error The server writes the addresses here.
const site = self.__SITE;

const PAGES = "pages";
const TIMEOUT_SECONDS = 3;
const KEPT_PAGES = 300;
const KEPT_IMAGES = 100;
const UNREACHABLE = new Set([502, 503, 504]);

setCacheNameDetails({ prefix: "samverka", precache: "shell", suffix: "" });
cleanupOutdatedCaches();
precacheAndRoute(shell, { directoryIndex: "", cleanURLs: false, ignoreURLParametersMatching: [] });

/** Days on which copies shown in windows were stored: window id → ISO date. */
const servedFromCopy = new Map();

const onlyPublic = new CacheableResponsePlugin({ statuses: [200], headers: { "X-Offline": "1" } });

const pages = new NetworkFirst({
  cacheName: PAGES,
  networkTimeoutSeconds: TIMEOUT_SECONDS,
  matchOptions: { ignoreVary: true },
  plugins: [
    {
      fetchDidSucceed: async ({ response, request }) => {
        if (UNREACHABLE.has(response.status) && (await stored(request.url))) throw new Error("server unreachable");
        return response;
      },
      cachedResponseWillBeUsed: async ({ cachedResponse, event }) => {
        if (cachedResponse && event instanceof FetchEvent) remember(event.resultingClientId, cachedResponse);
        return cachedResponse;
      },
    },
    onlyPublic,
    new ExpirationPlugin({ maxEntries: KEPT_PAGES, purgeOnQuotaError: true }),
  ],
});
const files = new CacheFirst({
  cacheName: "files",
  plugins: [
    new CacheableResponsePlugin({ statuses: [200] }),
    new ExpirationPlugin({ maxEntries: KEPT_IMAGES, purgeOnQuotaError: true }),
  ],
});
const images = new StaleWhileRevalidate({
  cacheName: "images",
  plugins: [
    new CacheableResponsePlugin({ statuses: [200] }),
    new ExpirationPlugin({ maxEntries: KEPT_IMAGES, purgeOnQuotaError: true }),
  ],
});

/** @param {"page" | "static" | "image"} kind */
const asks = (kind) =>
  /** @param {{ request: Request }} options */
  ({ request }) => kindOf(request, worker.location.origin, site) === kind;

registerRoute(asks("static"), files);
registerRoute(asks("image"), images);
registerRoute(asks("page"), async ({ request, event, url }) => {
  try {
    const response = await pages.handle({ request, event });
    if (response.status === 200 && !mayBeKept(response)) event.waitUntil(keep([request.url]));
    return response;
  } catch {
    return (await matchPrecache(offlinePageFor(url.pathname, site))) ?? Response.error();
  }
});

worker.addEventListener("message", (event) => {
  const { type, urls } = event.data ?? {};
  if (type === "SKIP_WAITING") worker.skipWaiting();
  if (type === "KEEP" && Array.isArray(urls)) event.waitUntil(keep([...urls, ...site.startPages]));
  if (type === "HOW_WAS_I_SERVED" && event.source instanceof Client) {
    const date = servedFromCopy.get(event.source.id);
    if (date) event.source.postMessage({ type: "STORED_COPY", date });
  }
});

/**
 * Fetch and keep what was read before this worker was there, and the start pages; by the same rules as always.
 *
 * Asked for without cookies: what comes is what anybody gets, also for a reader who has just sent a form.
 *
 * @param {string[]} urls
 */
async function keep(urls) {
  for (const address of new Set(urls)) {
    const url = new URL(address, worker.location.origin);
    const kind = kindOf({ method: "GET", mode: "navigate", url: url.href }, worker.location.origin, site);
    if ((kind !== "page" && kind !== "static") || (await stored(url.href))) continue;
    try {
      const response = await fetch(url.href, { credentials: "omit" });
      if (kind === "static" && response.ok) await (await caches.open("files")).put(url.href, response);
      if (kind === "page" && mayBeKept(response)) await (await caches.open(PAGES)).put(url.href, response);
    } catch {
      // No network: the next page asks again.
    }
  }
}

/**
 * @param {string} url
 * @returns {Promise<boolean>}
 */
async function stored(url) {
  return (await caches.match(url, { ignoreVary: true })) !== undefined;
}

/**
 * @param {string} id id of the window that the answer makes
 * @param {Response} response
 */
function remember(id, response) {
  const date = new Date(response.headers.get("Date") ?? Date.now());
  servedFromCopy.set(id, date.toISOString().slice(0, 10));
}
