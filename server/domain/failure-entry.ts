/** Whether sending again may help: never, after the caller has changed something, or just as it is. */
export type Retry = "never" | "after-change" | "same-request";

/** One way in which a request can be refused. */
export type FailureEntry = {
  readonly title: string;
  readonly retry: Retry;
  readonly cause: string;
  readonly cure: string;
};

export function entry(title: string, retry: Retry, cause: string, cure: string): FailureEntry {
  return { title, retry, cause, cure };
}
