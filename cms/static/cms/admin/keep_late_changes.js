// What is changed while Wagtail is saving the form by itself is a change still: it is saved next, and the preview shows it.
// Without this the form as it stood when a save ended was taken for the form that was saved.
const NOT_WRITTEN_BY_HAND = /^(csrfmiddlewaretoken|overwrite_revision_id|loaded_revision_id|loaded_revision_created_at|next|comments-.*)$/;

const sent = new WeakMap();

function written(data, names) {
  const plain = (value) => (value instanceof File ? [value.name, value.size] : value);
  return JSON.stringify(names.map((name) => [name, data.getAll(name).map(plain)]));
}

function wasChanged(form, answeredNames) {
  const before = sent.get(form);
  const now = new FormData(form);
  const own = [...new Set([...before.keys(), ...now.keys()])].filter(
    (name) => !answeredNames.includes(name) && !NOT_WRITTEN_BY_HAND.test(name),
  );
  return written(before, own) !== written(now, own);
}

document.addEventListener("w-autosave:save", ({ target, detail }) => sent.set(target, detail.formData));

document.addEventListener("w-autosave:success", ({ target: form, detail }) => {
  if (!wasChanged(form, Object.keys(detail.response.field_updates ?? {}))) return;
  form.dispatchEvent(new CustomEvent("w-unsaved:add", { bubbles: true, cancelable: true, detail: { type: "edits" } }));
});
