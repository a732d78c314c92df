import type { JsonNode } from "./read-json.ts";

/** One text for one meaning: members sorted by UTF-16 units, no white space, numbers digit for digit. */
export function canonicalNode(node: JsonNode): string {
  switch (node.is) {
    case "text":
      return JSON.stringify(node.text);
    case "number":
    case "truth":
      return node.text;
    case "null":
      return "null";
    case "list":
      return `[${node.items.map(canonicalNode).join(",")}]`;
    case "object":
      return `{${[...node.members]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, member]) => `${JSON.stringify(name)}:${canonicalNode(member)}`)
        .join(",")}}`;
  }
}
