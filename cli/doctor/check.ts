/** One thing the doctor looks at. A check that could not look says so: that is never "ok". */
export type Check = { readonly name: string; readonly run: () => Promise<Outcome> };

export type Outcome = {
  readonly verdict: "ok" | "warn" | "bad";
  readonly found: string;
  /** What to do about it; empty when it is ok. */
  readonly cure: string;
};

export type Finding = Outcome & { readonly check: string };

export const ok = (found: string): Outcome => ({ verdict: "ok", found, cure: "" });
export const warn = (found: string, cure: string): Outcome => ({ verdict: "warn", found, cure });
export const bad = (found: string, cure: string): Outcome => ({ verdict: "bad", found, cure });

/** The outcome, or "could not look" with the reason as the operator needs it. */
export async function looking(run: () => Promise<Outcome>, cure: string): Promise<Outcome> {
  try {
    return await run();
  } catch (error) {
    return bad(`could not look: ${reasonOf(error)}`, cure);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
