/** Seconds since 1970 as RFC 3339 in UTC, `2026-11-22T08:00:00Z`. */
export function instantText(atSec: number): string {
  return new Date(atSec * 1000).toISOString().replace(/\.\d{3}Z$/, "Z");
}
