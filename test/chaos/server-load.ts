import { setTimeout as wait } from "node:timers/promises";
import { keyOfDocument } from "./outbox-child.ts";

/** Clients that add operators over HTTP: what they have no answer for they ask again, under the same name. */
export class ServerLoad {
  readonly #client: { readonly token: string; readonly institution: number };
  readonly #acknowledged = new Map<string, string>();
  #unanswered: string[] = [];
  #askedCount = 0;
  #underWay = 0;
  #lastAcknowledgedMs = 0;

  constructor(client: { readonly token: string; readonly institution: number }) {
    this.#client = client;
  }

  /**
   * `enough` resolves after so many acknowledgements, `ended` when the server is gone and every client has
   * seen it.
   */
  run(
    url: string,
    enoughCount: number,
  ): { readonly enough: Promise<void>; readonly ended: Promise<unknown> } {
    const { promise, resolve } = Promise.withResolvers<void>();
    let left = enoughCount;
    const retries = this.#unanswered;
    this.#unanswered = [];
    const client = async (): Promise<void> => {
      for (;;) {
        const document = retries.shift() ?? this.#newDocument();
        const answer = await this.#ask(url, document);
        if (answer !== "acknowledged") this.#unanswered.push(document);
        if (answer === "gone") break;
        left -= 1;
        if (left === 0) resolve();
      }
    };
    const ended = Promise.all(Array.from({ length: CLIENTS }, client)).then(() => {
      this.#unanswered.push(...retries);
    });
    return { enough: promise, ended };
  }

  isUnderLoad(): boolean {
    return this.#underWay > 0 && performance.now() - this.#lastAcknowledgedMs <= 100;
  }

  acknowledgedDocuments(): ReadonlySet<string> {
    return new Set(this.#acknowledged.keys());
  }

  /** Gets an answer for everything that was asked, and sees every command mined. */
  async finish(url: string): Promise<void> {
    for (const document of this.#unanswered) {
      while ((await this.#ask(url, document)) !== "acknowledged") await wait(POLL_MS);
    }
    for (const [document, id] of this.#acknowledged) {
      for (;;) {
        const response = await fetch(`${url}/v1/commands/${id}`, { headers: this.#headers() });
        const { state }: { readonly state?: string } = JSON.parse(await response.text());
        if (state === "mined") break;
        if (response.status !== 200 || state === "refused")
          throw new Error(`${document}: ${response.status} ${state}`);
        await wait(POLL_MS);
      }
    }
  }

  #newDocument(): string {
    this.#askedCount += 1;
    return `document-${this.#askedCount}`;
  }

  async #ask(url: string, document: string): Promise<"acknowledged" | "not-now" | "gone"> {
    const { institution } = this.#client;
    this.#underWay += 1;
    try {
      const response = await fetch(`${url}/v1/institutions/${institution}/operators`, {
        method: "POST",
        headers: { ...this.#headers(), "content-type": "application/json", "idempotency-key": document },
        body: JSON.stringify({
          key: keyOfDocument(document),
          acts: ["admit-products"],
          validUntilAt: "2100-01-01T00:00:00Z",
        }),
      });
      const id = response.headers.get("location")?.split("/").at(-1);
      const body = await response.text();
      if (response.status !== 202 || id === undefined) {
        if (response.status === 409 || response.status === 503) return "not-now";
        throw new Error(`${document} was answered ${response.status}: ${body}`);
      }
      this.#acknowledged.set(document, id);
      this.#lastAcknowledgedMs = performance.now();
      return "acknowledged";
    } catch (error) {
      if (error instanceof TypeError) return "gone";
      throw error;
    } finally {
      this.#underWay -= 1;
    }
  }

  #headers(): Record<string, string> {
    return { authorization: `Bearer ${this.#client.token}` };
  }
}

const CLIENTS = 6;
const POLL_MS = 20;
