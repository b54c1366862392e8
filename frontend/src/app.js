/** What every page gains when scripts run. Each module does one thing and leaves a page alone that does not ask for it. */
import { enhanceChecklists } from "./checklists.js";
import { focusSummary } from "./focus.js";
import { showPrintButtons } from "./print.js";
import { listSavedPages } from "./saved_pages.js";
import { startWorker } from "./worker_client.js";

focusSummary(document);
showPrintButtons(document);
enhanceChecklists(document, window.localStorage);
listSavedPages(document).catch(() => undefined);

if (document.readyState === "complete") startWorker();
else window.addEventListener("load", () => startWorker());
