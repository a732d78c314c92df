import { randomUUID } from "node:crypto";

/** A caller's own id is kept only when it can do no harm in a log line or a header. */
const WELL_FORMED = /^[A-Za-z0-9][A-Za-z0-9._-]{7,63}$/;

/** The id under which a request is logged and answered. */
export function requestIdOf(sent: string | undefined): string {
  return sent !== undefined && WELL_FORMED.test(sent) ? sent : randomUUID();
}
