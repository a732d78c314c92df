import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { ScratchFile } from "../domain/scratch-file.ts";

/**
 * A file without a name: it is unlinked as soon as it is open, so that nothing of it is left when the process
 * ends, however it ends. Whoever writes there seals first.
 */
export function openScratchFile(directory: string): ScratchFile {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const own = mkdtempSync(join(directory, "sieve-"));
  const path = join(own, "records");
  const file = openSync(path, "wx+", 0o600);
  unlinkSync(path);
  rmdirSync(own);
  return {
    write(at, bytes) {
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(file, bytes, written, bytes.length - written, at + written);
      }
    },
    read(at, bytes) {
      let read = 0;
      while (read < bytes.length) {
        const count = readSync(file, bytes, read, bytes.length - read, at + read);
        if (count === 0) throw new Error("a scratch file that ends before its last page");
        read += count;
      }
    },
    discard: () => closeSync(file),
  };
}
