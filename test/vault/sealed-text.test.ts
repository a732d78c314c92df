import { expect, test } from "vitest";
import { openText, sealText, VaultError } from "../../server/vault/sealed-text.ts";

const KEY = Buffer.alloc(32, 1);

test("what was sealed opens with its key in its place", () => {
  const sealed = sealText(KEY, "RX-2026-0001 药", "here");
  expect(openText(KEY, sealed, "here")).toBe("RX-2026-0001 药");
});

test("the same words are never sealed alike", () => {
  expect(sealText(KEY, "a", "here")).not.toBe(sealText(KEY, "a", "here"));
});

test.each([
  ["another key", (sealed: string) => openText(Buffer.alloc(32, 2), sealed, "here")],
  ["another place", (sealed: string) => openText(KEY, sealed, "there")],
  ["another version", (sealed: string) => openText(KEY, sealed.replace("v1", "v2"), "here")],
  ["a shortened text", (sealed: string) => openText(KEY, sealed.slice(0, 12), "here")],
  ["nothing", () => openText(KEY, "", "here")],
])("%s opens nothing", (_, open) => {
  expect(() => open(sealText(KEY, "a", "here"))).toThrow(VaultError);
});

test("one changed bit anywhere is noticed", () => {
  const bytes = Buffer.from(sealText(KEY, "abc", "here").slice(3), "base64url");
  for (let at = 0; at < bytes.byteLength; at += 1) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
    expect(() => openText(KEY, `v1.${changed.toString("base64url")}`, "here")).toThrow(VaultError);
  }
});
