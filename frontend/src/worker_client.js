/**
 * The page's side of the service worker: register it after the page has loaded, tell it what was read before it was
 * there, and show what it has to say. The site is complete without it.
 */
import { bar } from "./bars.js";

const SCRIPT = "/sw.js";
const HOUR = 60 * 60 * 1000;

/** Register the worker; a browser without one, or one that refuses, leaves the page as it is. */
export async function startWorker() {
  if (!("serviceWorker" in navigator)) return;
  navigator.serviceWorker.addEventListener("message", ({ data }) => {
    if (data?.type === "STORED_COPY") showStoredCopy(data.date);
  });
  navigator.serviceWorker.controller?.postMessage({ type: "HOW_WAS_I_SERVED" });
  try {
    const registration = await navigator.serviceWorker.register(SCRIPT, { updateViaCache: "none" });
    watchUpdates(registration);
    const ready = await navigator.serviceWorker.ready;
    ready.active?.postMessage({ type: "KEEP", urls: whatThisPageNeeds() });
    window.setInterval(() => registration.update().catch(() => undefined), HOUR);
  } catch {
    // No worker in this browser, or no network: nothing is lost.
  }
}

/**
 * The page itself and what it has loaded from our own static files: it was there before the worker.
 *
 * @returns {string[]} absolute addresses without fragments
 */
function whatThisPageNeeds() {
  const loaded = performance
    .getEntriesByType("resource")
    .map((entry) => entry.name)
    .filter((name) => name.startsWith(`${location.origin}/static/`));
  return [location.href.split("#")[0], ...loaded];
}

/** @param {ServiceWorkerRegistration} registration */
function watchUpdates(registration) {
  if (registration.waiting && navigator.serviceWorker.controller) offerUpdate(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const coming = registration.installing;
    coming?.addEventListener("statechange", () => {
      if (coming.state === "installed" && navigator.serviceWorker.controller) offerUpdate(coming);
    });
  });
}

/**
 * Offer the waiting version; it takes over only on a click, and not while a form holds unsent words.
 *
 * @param {ServiceWorker} waiting
 */
function offerUpdate(waiting) {
  if (hasUnsentWords(document)) return;
  const shown = bar("bar-update");
  shown?.querySelector("[data-reload]")?.addEventListener("click", () => {
    navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
    waiting.postMessage({ type: "SKIP_WAITING" });
  });
}

/**
 * @param {ParentNode} page
 * @returns {boolean} whether any text field differs from what the server sent
 */
export function hasUnsentWords(page) {
  for (const field of page.querySelectorAll("form[method=post] input, form[method=post] textarea")) {
    if (field instanceof HTMLTextAreaElement && field.value !== field.defaultValue) return true;
    if (field instanceof HTMLInputElement && field.type !== "hidden" && field.value !== field.defaultValue) return true;
  }
  return false;
}

/** @param {string} date ISO date on which the copy was stored */
function showStoredCopy(date) {
  const shown = bar("bar-stored");
  const place = shown?.querySelector("[data-date]");
  if (place) place.textContent = date;
}
