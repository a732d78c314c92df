/** The tab's own memory: a key must not outlive it, nor stand in an address. */
const KEY_NAME = "caretrail-key";

export function keptKey() {
  return sessionStorage.getItem(KEY_NAME) ?? "";
}

export function keepKey(key) {
  sessionStorage.setItem(KEY_NAME, key);
}
