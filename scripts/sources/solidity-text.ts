/**
 * Solidity with comments and strings blanked out, every other character in its place: so that a word in a
 * comment is no find, and a find has its line. `strings` keeps the strings, for rules about import paths.
 */
export function blank(text: string, strings: "keep" | "blank" = "blank"): string {
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;
  return text.replace(pattern, (piece) => {
    const isString = piece.startsWith('"') || piece.startsWith("'");
    if (isString && strings === "keep") return piece;
    const body = piece.replace(/[^\n]/g, " ");
    return isString ? `"${body.slice(2)}"` : body;
  });
}

export function lineAt(text: string, position: number): number {
  return text.slice(0, position).split("\n").length;
}

/** The position after the bracket that closes the one at `open`. */
export function afterClosing(blanked: string, open: number): number {
  let depth = 0;
  for (let at = open; at < blanked.length; at += 1) {
    if ("{([".includes(blanked.charAt(at))) depth += 1;
    if ("})]".includes(blanked.charAt(at))) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return blanked.length;
}

export type SolidityFunction = {
  readonly name: string;
  readonly line: number;
  /** From the closing bracket of the parameters to the body: visibility, mutability, modifiers, returns. */
  readonly attributes: string;
  /** The comment block that stands right above. */
  readonly doc: string;
};

/** Functions of a contract, library or interface, with what is written above them. */
export function functionsOf(text: string): SolidityFunction[] {
  const blanked = blank(text);
  return [...blanked.matchAll(/\b(?:function\s+(\w+)|(constructor|receive|fallback))\s*\(/g)].map((match) => {
    const afterParameters = afterClosing(blanked, match.index + match[0].length - 1);
    const rest = blanked.slice(afterParameters);
    const end = /[{;]/.exec(rest)?.index ?? rest.length;
    return {
      name: match[1] ?? match[2] ?? "",
      line: lineAt(text, match.index),
      attributes: rest.slice(0, end),
      doc: docAbove(text, match.index),
    };
  });
}

/** The unbroken run of comment lines above a position. */
export function docAbove(text: string, position: number): string {
  const above = text.slice(0, position).split("\n").slice(0, -1);
  const doc: string[] = [];
  for (const line of above.reverse()) {
    if (!/^\s*(\/\/|\/\*|\*)/.test(line)) break;
    doc.unshift(line.trim());
  }
  return doc.join("\n");
}
