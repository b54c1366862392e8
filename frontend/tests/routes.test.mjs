/** Which requests the worker answers, and which it leaves alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { kindOf, mayBeKept, offlinePageFor } from "../src/routes.js";

const ORIGIN = "https://samverka.example.org";
const SITE = {
  languages: ["sv", "en", "fa-af"],
  offlinePages: ["/sv/offline/", "/en/offline/", "/fa-af/offline/"],
  startPages: ["/sv/", "/en/", "/fa-af/"],
  privatePaths: ["^/(?:sv|en|fa-af)/calendar/(?:[^/]+)/register/$", "^/(?:sv|en|fa-af)/my/"],
};

/** @param {string} path @param {{ method?: string, mode?: string }} [options] */
const kind = (path, { method = "GET", mode = "navigate" } = {}) =>
  kindOf({ method, mode, url: new URL(path, ORIGIN).href }, ORIGIN, SITE);

test("public pages are answered", () => {
  assert.equal(kind("/sv/knowledge/checklista/"), "page");
  assert.equal(kind("/fa-af/"), "page");
  assert.equal(kind("/en/search/?q=guardian"), "page");
});

test("forms, personal links, admin, documents and accounts are not answered", () => {
  for (const path of ["/sv/calendar/natverk/register/", "/fa-af/my/x/", "/admin/", "/documents/3/a.pdf", "/readyz", "/"]) {
    assert.equal(kind(path), null, path);
  }
});

test("nothing but GET navigations to our own origin is a page", () => {
  assert.equal(kind("/sv/", { method: "POST" }), null);
  assert.equal(kind("/sv/", { mode: "cors" }), null);
  assert.equal(kind("https://elsewhere.example.net/sv/"), null);
});

test("static files and renditions of images are answered in any mode", () => {
  assert.equal(kind("/static/cms/site.1a2b.css", { mode: "no-cors" }), "static");
  assert.equal(kind("/media/images/a.max-800x600.webp", { mode: "no-cors" }), "image");
  assert.equal(kind("/media/documents/a.pdf"), null);
  assert.equal(kind("/static/cms/admin/direction.css", { mode: "no-cors" }), null);
  assert.equal(kind("/static/wagtailadmin/css/core.css", { mode: "no-cors" }), null);
});

test("the offline page is in the language of the path, else in the first", () => {
  assert.equal(offlinePageFor("/fa-af/news/x/", SITE), "/fa-af/offline/");
  assert.equal(offlinePageFor("/elsewhere/", SITE), "/sv/offline/");
});

test("only a marked, plain answer may be kept", () => {
  const marked = { "X-Offline": "1" };

  assert.equal(mayBeKept(new Response("", { headers: marked })), true);
  assert.equal(mayBeKept(new Response("")), false);
  assert.equal(mayBeKept(new Response("", { status: 404, headers: marked })), false);
});
