/** What this server calls itself; package.json says the same, and a test compares. */
export const VERSION = "0.1.0";
