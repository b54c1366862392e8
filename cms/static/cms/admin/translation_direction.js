// Give every text of the translation editor and every text field of the admin a direction of its own: Dari is read and
// typed from right to left at once. The editor's own class names change with each of its releases.
const SELECTOR = ".js-translation-editor p, textarea, .public-DraftEditor-content, input[type='text']";

function giveDirection(root) {
  for (const element of root.querySelectorAll(SELECTOR)) {
    if (!element.hasAttribute("dir")) element.setAttribute("dir", "auto");
  }
}

document.addEventListener("DOMContentLoaded", () => {
  giveDirection(document);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node.nodeType !== Node.ELEMENT_NODE) continue;
        if (node.matches(SELECTOR) && !node.hasAttribute("dir")) node.setAttribute("dir", "auto");
        giveDirection(node);
      }
    }
  }).observe(document.body, { childList: true, subtree: true });
});
