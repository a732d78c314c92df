/** A file for the time of one reconciling, that nobody else sees and that is gone with the process. */
export type ScratchFile = {
  write(at: number, bytes: Uint8Array): void;
  /** Fills `bytes` from that place on. */
  read(at: number, bytes: Uint8Array): void;
  discard(): void;
};
