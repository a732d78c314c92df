import type { TakePorts } from "../take/take-ports.ts";

/** What keeping and telling a bureau's records needs. */
export type KeepPorts = Pick<TakePorts, "reader" | "vault" | "claimRecords" | "keyring">;
