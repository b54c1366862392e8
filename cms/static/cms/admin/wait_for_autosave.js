// Hold back "publish", "send to review" and the like while Wagtail is saving the same form by itself, then let them go.
// Without this a page just being created is created again, and refused because its address is taken by itself.
const LONGEST_WAIT = 20_000; // milliseconds; then the form is sent as it is
const ENDS = ["w-autosave:success", "w-autosave:error"];

const saving = new Set();

document.addEventListener("w-autosave:save", (event) => saving.add(event.target));
for (const name of ENDS) document.addEventListener(name, (event) => saving.delete(event.target));

function whenSaved(form, go) {
  // A change made meanwhile starts the next save in the same turn as the end of this one: look again after it.
  const look = () => setTimeout(() => !saving.has(form) && finish());
  const timer = setTimeout(() => finish(), LONGEST_WAIT);
  function finish() {
    clearTimeout(timer);
    for (const name of ENDS) form.removeEventListener(name, look);
    saving.delete(form);
    go();
  }
  for (const name of ENDS) form.addEventListener(name, look);
}

function hold(event) {
  const { target: form, submitter } = event;
  if (!saving.has(form)) return;
  event.preventDefault();
  event.stopPropagation();
  if (form.dataset.waitsForAutosave) return;
  form.dataset.waitsForAutosave = "true";
  whenSaved(form, () => {
    delete form.dataset.waitsForAutosave;
    // The button shows that it works by being disabled, and a disabled button would not be sent along.
    if (submitter) submitter.disabled = false;
    form.requestSubmit(submitter);
  });
}

document.addEventListener("submit", hold, { capture: true });
