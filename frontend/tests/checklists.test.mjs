/** Ticks kept on the device. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { localNumber, readTicks, writeTicks } from "../src/checklists.js";

/** A storage in memory. */
function storage() {
  const values = new Map();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
    values,
  };
}

test("ticks come back as they were written", () => {
  const place = storage();

  writeTicks(place, "a", new Set(["2", "1"]));

  assert.deepEqual([...readTicks(place, "a")], ["1", "2"]);
  assert.deepEqual([...readTicks(place, "b")], []);
});

test("no ticks leave nothing behind", () => {
  const place = storage();
  writeTicks(place, "a", new Set(["1"]));

  writeTicks(place, "a", new Set());

  assert.equal(place.values.size, 0);
});

test("spoiled or forbidden storage is like an empty one", () => {
  const spoiled = { getItem: () => "{not json" };
  const forbidden = {
    setItem: () => {
      throw new DOMException("no", "QuotaExceededError");
    },
    removeItem: () => undefined,
  };

  assert.equal(readTicks(spoiled, "a").size, 0);
  assert.doesNotThrow(() => writeTicks(forbidden, "a", new Set(["1"])));
});

test("numbers are written with the digits of the language", () => {
  assert.equal(localNumber(12, "fa-AF"), "۱۲");
  assert.equal(localNumber(12, "sv"), "12");
});
