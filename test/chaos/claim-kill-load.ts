import { setTimeout as wait } from "node:timers/promises";
import type { PersonName } from "../../server/domain/ports.ts";
import { receiptWithClaim } from "./claim-receipts.ts";
import type { ClaimSite } from "./claim-site.ts";

export type Receipt = {
  readonly number: string;
  readonly person: PersonName;
  readonly pack: string;
  readonly atSec: number;
  readonly token: string;
  readonly institution: number;
};

/**
 * Tills that sell packs with claims; what they have no answer for they ask again, but for some that give up.
 */
export class ClaimLoad {
  readonly #site: ClaimSite;
  readonly #nowSec: () => number;
  readonly #random: () => number;
  readonly #acknowledged = new Map<string, Receipt & { readonly command: string }>();
  /** Everything that any till ever sent. */
  readonly receipts: Receipt[] = [];
  #abandonedCount = 0;
  #unanswered: Receipt[] = [];
  #soldCount = 0;

  constructor(site: ClaimSite, of: { readonly nowSec: () => number; readonly random: () => number }) {
    this.#site = site;
    this.#nowSec = of.nowSec;
    this.#random = of.random;
  }

  /**
   * `acknowledged` resolves with the first answer, `ended` when the server is gone and every till has seen
   * it.
   */
  run(url: string): { readonly acknowledged: Promise<void>; readonly ended: Promise<unknown> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const again = this.#unanswered;
    this.#unanswered = [];
    const till = async (): Promise<void> => {
      for (;;) {
        const receipt = again.shift() ?? this.#sell();
        const answer = await this.#ask(url, receipt);
        if (answer === "acknowledged") resolve();
        else this.#leave(receipt, answer);
        if (answer === "gone") break;
        if (answer === "not-now") await wait(POLL_MS);
      }
    };
    const ended = Promise.all(Array.from({ length: TILLS }, till)).then(() => {
      this.#unanswered.push(...again);
    });
    return { acknowledged: promise, ended };
  }

  get acknowledged(): ReadonlyMap<string, Receipt & { readonly command: string }> {
    return this.#acknowledged;
  }

  get abandonedCount(): number {
    return this.#abandonedCount;
  }

  get soldCount(): number {
    return this.#soldCount;
  }

  /**
   * Gets an answer for everything that was not given up, and sees every command mined and every claim
   * decided.
   */
  async finish(url: string): Promise<void> {
    for (const receipt of this.#unanswered) {
      while ((await this.#ask(url, receipt)) !== "acknowledged") await wait(POLL_MS);
    }
    for (const { command, token } of this.#acknowledged.values()) {
      for (;;) {
        const { state } = await read<{ state: string }>(`${url}/v1/commands/${command}`, token);
        if (state === "mined") break;
        if (state === "refused") throw new Error(`an acknowledged receipt was refused: ${command}`);
        await wait(POLL_MS);
      }
    }
    for (;;) {
      const { counts } = await read<{ counts: { state: string; count: number }[] }>(
        `${url}/v1/claims/queue`,
        this.#site.clerk.token,
      );
      if (counts.find(({ state }) => state === "submitted")?.count === 0) return;
      await wait(POLL_MS);
    }
  }

  #leave(receipt: Receipt, answer: "gone" | "not-now"): void {
    if (answer === "gone" && this.#random() < ABANDONED_SHARE) this.#abandonedCount += 1;
    else this.#unanswered.push(receipt);
  }

  #sell(): Receipt {
    const { pharmacies, persons } = this.#site;
    const nth = this.#soldCount;
    this.#soldCount += 1;
    const shop = pharmacies[nth % pharmacies.length];
    const pack = shop?.packs[Math.floor(nth / pharmacies.length)];
    const person = persons[Math.floor(this.#random() * persons.length)];
    if (shop === undefined || pack === undefined || person === undefined) throw new Error("too few packs");
    const { token, institution } = shop;
    const receipt = { number: `RX-${nth}`, person, pack, atSec: this.#nowSec(), token, institution };
    this.receipts.push(receipt);
    return receipt;
  }

  async #ask(url: string, receipt: Receipt): Promise<"acknowledged" | "not-now" | "gone"> {
    try {
      const response = await fetch(`${url}/v1/dispenses`, {
        method: "POST",
        headers: { authorization: `Bearer ${receipt.token}`, "content-type": "application/json" },
        body: JSON.stringify(receiptWithClaim(receipt)),
      });
      const command = response.headers.get("location")?.split("/").at(-1);
      const body = await response.text();
      if (response.status === 202 && command !== undefined) {
        this.#acknowledged.set(receipt.number, { ...receipt, command });
        return "acknowledged";
      }
      if (body.includes('"idempotency-in-flight"') || response.status === 503) return "not-now";
      throw new Error(`${receipt.number} was answered ${response.status}: ${body}`);
    } catch (error) {
      if (error instanceof TypeError) return "gone";
      throw error;
    }
  }
}

const TILLS = 4;
const POLL_MS = 20;
/** Tills that never ask again: what they sent stands whole or not at all. */
const ABANDONED_SHARE = 0.3;

async function read<Answer>(url: string, token: string): Promise<Answer> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`${response.status} of ${url}`);
  return JSON.parse(await response.text());
}
