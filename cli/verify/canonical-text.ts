import { hash } from "node:crypto";
import { refute } from "./check.ts";

/** What JSON.parse gives. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

const DEPTH_MAX = 100;

/** RFC 8785 for texts and whole numbers: members in the order of UTF-16 units, no white space. */
export function canonicalText(value: Json, depth = 0): string {
  if (depth > DEPTH_MAX) return refute("the file is nested too deep", { depthMax: DEPTH_MAX });
  if (isList(value)) return `[${value.map((item) => canonicalText(item, depth + 1)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const names = Object.keys(value).sort((a, b) => (a < b ? -1 : 1));
  const members = names.map(
    (name) => `${JSON.stringify(name)}:${canonicalText(value[name] ?? null, depth + 1)}`,
  );
  return `{${members.join(",")}}`;
}

export function sha256(text: string): string {
  return `0x${hash("sha256", text, "hex")}`;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
