/** What a feed is a feed of, by its form. docs/feeds.md tells each one's columns. */
export const FEED_FORMATS = [
  "claims-csv",
  "claims-ndjson",
  "nhsa-2102",
  "nhsa-3505",
  "nhsa-3506",
  "nhsa-3201",
  "nhsa-3202",
] as const;

export type FeedFormat = (typeof FEED_FORMATS)[number];

/** What stands in a line of it: claims, returns of sales, totals of a period, or settlements one by one. */
export type FeedSubject = "claims" | "returns" | "totals" | "settlements";

export const SUBJECT_OF_FORMAT: Readonly<Record<FeedFormat, FeedSubject>> = {
  "claims-csv": "claims",
  "claims-ndjson": "claims",
  "nhsa-2102": "claims",
  "nhsa-3505": "claims",
  "nhsa-3506": "returns",
  "nhsa-3201": "totals",
  "nhsa-3202": "settlements",
};

/**
 * A line of a feed as it came, numbered from 1; a table's row is its cells as JSON by the names of its head.
 * One that is no text, or too long, comes with what is wrong, so that it too is counted.
 */
export type FeedLine = { readonly row: number } & (
  | { readonly text: string }
  | { readonly fault: "not-utf-8" | "too-long" }
);
