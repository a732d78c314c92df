/**
 * What the node and the process that forked it say to each other. The parent waits for the answer to
 * `build-time` before it sends transactions for that time: messages and HTTP requests do not overtake in
 * order.
 */
export type ParentMessage =
  | { readonly type: "build-time"; readonly timeSec: number }
  | { readonly type: "build-end" };

export type NodeMessage =
  /** The port is open and answers `replaying`. */
  | { readonly type: "listening"; readonly port: number }
  | { readonly type: "replaying"; readonly block: number; readonly of: number }
  | ReadyMessage
  /** The node ends with exit code 2; `detail` says what to do. */
  | { readonly type: "refused"; readonly code: string; readonly detail: string; readonly facts: object }
  | { readonly type: "build-time-set"; readonly timeSec: number }
  | { readonly type: "build-ended"; readonly block: number }
  /** Building is over or was never open, or the time goes backwards. */
  | { readonly type: "build-refused" };

export type ReadyMessage = {
  readonly type: "ready";
  readonly port: number;
  readonly head: number;
  readonly headHash: string;
  readonly replayedBlocks: number;
  readonly replayMs: number;
  readonly cutBytes: number;
};

/** Null for anything else: a parent of another version may say more. */
export function readParentMessage(value: unknown): ParentMessage | null {
  if (typeof value !== "object" || value === null || !("type" in value)) return null;
  if (value.type === "build-end") return { type: "build-end" };
  if (value.type !== "build-time" || !("timeSec" in value)) return null;
  const { timeSec } = value;
  const isTime = typeof timeSec === "number" && Number.isSafeInteger(timeSec) && timeSec > 0;
  return isTime ? { type: "build-time", timeSec } : null;
}
