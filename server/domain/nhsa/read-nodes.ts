import { type FaultPlace, fault } from "./read-fields.ts";
import type { JsonNode } from "./read-json.ts";

/** The members of an object that must be there; null beside a told fault. */
export function objectAt(
  members: ReadonlyMap<string, JsonNode>,
  name: string,
  place: FaultPlace,
): ReadonlyMap<string, JsonNode> | null {
  const node = members.get(name);
  if (node?.is === "object") return node.members;
  fault(place, name, node === undefined || node.is === "null" ? "missing" : "not-an-object");
  return null;
}

/** The items of a list that must be there and hold something; none beside a told fault. */
export function listAt(
  members: ReadonlyMap<string, JsonNode>,
  name: string,
  { place, countMax }: { readonly place: FaultPlace; readonly countMax: number },
): readonly JsonNode[] {
  const node = members.get(name);
  if (node?.is !== "list") {
    fault(place, name, node === undefined || node.is === "null" ? "missing" : "not-a-list");
    return [];
  }
  if (node.items.length === 0) fault(place, name, "missing");
  if (node.items.length <= countMax) return node.items;
  fault(place, name, "too-many", { count: node.items.length, max: countMax });
  return [];
}
