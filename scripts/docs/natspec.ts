import { readSources } from "../sources/repository.ts";
import { docAbove } from "../sources/solidity-text.ts";

/** What the interfaces say about a thing they declare, as one paragraph; empty where they say nothing. */
export function aboutDeclared(
  kind: "event" | "error" | "struct" | "enum" | "interface",
  name: string,
): string {
  for (const source of readSources(["contracts"], [".sol"])) {
    const found = new RegExp(`^ *${kind} ${name}\\b`, "m").exec(source.text);
    if (found !== null) return paragraph(docAbove(source.text, found.index + 1));
  }
  return "";
}

/** NatSpec without its marks: notice and dev text joined, other tags left out. */
function paragraph(doc: string): string {
  return doc
    .split("\n")
    .map((line) => line.replace(/^\/\/\/ ?|^\/\*\* ?|^\* ?|\*\/$/g, "").trim())
    .filter((line) => line !== "" && !line.startsWith("//"))
    .join(" ")
    .replace(/@(notice|dev|title) /g, "")
    .replace(/@(param|return|custom)\b.*$/, "")
    .trim();
}
