import { parseTraceCode } from "../../trace-code.ts";

/** A code in the one form in which equal packs have equal codes; as written where it can not be read. */
export function comparableCode(text: string): string {
  const reading = parseTraceCode(text);
  return reading.ok ? reading.canonical : text;
}
