import { getCreateAddress } from "ethers/address";
import { type Executor, isErrorAnswer, parseResult } from "./executor.ts";
import { RpcFailure } from "./node-failure.ts";

/**
 * Who may write: the bootstrap key, and every key that `Institutions.isKnownKey` knows at the newest block.
 * The node only keeps strangers out; what a known key may do is decided by the contracts.
 */
export class Permissions {
  readonly institutionsAddress: string;
  readonly #executor: Executor;
  readonly #bootstrapAddress: string;
  /** Answers hold for one block: a key revoked in the next must not live on here. */
  #known = { block: -1, bySender: new Map<string, boolean>() };

  constructor(executor: Executor, bootstrapAddress: string) {
    this.#executor = executor;
    this.#bootstrapAddress = bootstrapAddress;
    this.institutionsAddress = institutionsAddressOf(bootstrapAddress);
  }

  /** Call inside a read section, with the newest block's number. */
  async isPermitted(sender: string, headNumber: number): Promise<boolean> {
    if (sender === this.#bootstrapAddress) return true;
    if (this.#known.block !== headNumber) this.#known = { block: headNumber, bySender: new Map() };
    const { bySender } = this.#known;
    const cached = bySender.get(sender);
    if (cached !== undefined) return cached;
    const answer = await this.#isKnownKey(sender);
    bySender.set(sender, answer);
    return answer;
  }

  async #isKnownKey(sender: string): Promise<boolean> {
    const data = IS_KNOWN_KEY_SELECTOR + sender.slice(2).padStart(64, "0");
    const answer = await this.#executor.request("eth_call", [
      { to: this.institutionsAddress, data },
      "latest",
    ]);
    if (isErrorAnswer(answer)) throw new RpcFailure("node-error", { reason: "isKnownKey reverted" });
    const result = parseResult(answer);
    // No contract there yet: a call of an empty account succeeds and returns nothing.
    if (result === "0x") return false;
    return result === TRUE_WORD;
  }
}

/**
 * The contract that the bootstrap key creates with its nonce 1; with nonce 0 it creates the AccessManager.
 */
export function institutionsAddressOf(bootstrapAddress: string): string {
  return getCreateAddress({ from: bootstrapAddress, nonce: 1 }).toLowerCase();
}

/** The first four bytes of keccak256("isKnownKey(address)"). */
const IS_KNOWN_KEY_SELECTOR = "0x6de038bf";
const TRUE_WORD = `0x${"1".padStart(64, "0")}`;
