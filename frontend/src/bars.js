/**
 * Show one of the bars whose words the server wrote (`components/worker_bars.html`), once.
 *
 * @param {string} id id of the `<template>`
 * @returns {HTMLElement | null} the bar on the page; null when it is already there or has no template
 */
export function bar(id) {
  const template = document.getElementById(id);
  const place = document.getElementById("notices");
  if (!(template instanceof HTMLTemplateElement) || !place || place.querySelector(`[data-bar="${id}"]`)) return null;
  const copy = template.content.firstElementChild?.cloneNode(true);
  if (!(copy instanceof HTMLElement)) return null;
  copy.dataset.bar = id;
  place.append(copy);
  return copy;
}
