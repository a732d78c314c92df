import type { Fact } from "../../failure.ts";
import { writtenTraceCode } from "../../trace-code.ts";
import type { KeptFinding } from "../reconciliation-store.ts";

/** Text in HTML, in an element or between double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ESCAPED[sign] ?? sign);
}

const ESCAPED: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Fen as people read money, `1,234.05`. */
export function yuanText(fen: bigint): string {
  const digits = fen.toString().padStart(3, "0");
  const yuan = digits.slice(0, -2).replace(/\B(?=([0-9]{3})+$)/g, ",");
  return `${yuan}.${digits.slice(-2)}`;
}

export function countText(count: number): string {
  return String(count).replace(/\B(?=([0-9]{3})+$)/g, ",");
}

/** One value that decided a finding, in a line. */
export function factText(fact: Fact): string {
  if (fact === null) return "–";
  if (Array.isArray(fact)) return fact.map(factText).join(", ");
  if (typeof fact !== "object") return String(fact);
  return Object.entries(fact)
    .map(([name, value]) => `${name}: ${factText(value)}`)
    .join("; ");
}

/**
 * The command that shows what a finding rests on; null where it names no pack. Only what looks like a code
 * goes into a command line that somebody may paste.
 */
export function checkCommand({ because, claim }: Pick<KeptFinding, "because" | "claim">): string | null {
  const { codes } = because;
  const [first] = Array.isArray(codes) ? codes : [];
  const code = typeof first === "string" ? writtenTraceCode(first) : (claim?.traceCode ?? null);
  return code !== null && /^[A-Za-z0-9]{1,64}$/.test(code) ? `npm run caretrail -- trace ${code}` : null;
}
