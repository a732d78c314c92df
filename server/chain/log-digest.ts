import { hash } from "node:crypto";
import type { Hex32 } from "../domain/ids.ts";
import { loadedLog } from "./abi-words.ts";
import type { RawLog } from "./raw-log.ts";

/** Index 4, length 4, address 20. */
const HEAD_BYTES = 28;

/**
 * The digest of a block's logs: of each its index, its address, its topics and data, nothing of how it was
 * served.
 */
export class LogDigest {
  #content = Buffer.allocUnsafe(4_096);
  #length = 0;

  /** Takes the bytes that the decoder has just read of this log. */
  addLoaded(log: RawLog): void {
    const bytes = loadedLog();
    const start = this.#length;
    const end = start + HEAD_BYTES + bytes.length;
    if (end > this.#content.length) this.#makeRoom(end);
    const content = this.#content;
    content.writeUInt32BE(log.logIndex, start);
    content.writeUInt32BE(bytes.length, start + 4);
    content.write(log.address.slice(2), start + 8, 20, "hex");
    content.set(bytes, start + HEAD_BYTES);
    this.#length = end;
  }

  value(): Hex32 {
    return `0x${hash("sha256", this.#content.subarray(0, this.#length), "hex")}`;
  }

  #makeRoom(needed: number): void {
    const larger = Buffer.allocUnsafe(needed * 2);
    larger.set(this.#content.subarray(0, this.#length));
    this.#content = larger;
  }
}
