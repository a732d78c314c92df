import { performance } from "node:perf_hooks";
import type { Wallet } from "ethers";
import {
  keyNamed,
  signAllow,
  signCount,
  signCounterCreation,
  signKeysCreation,
} from "../node/support/fixture-ledger.ts";
import { RpcAnswerError, type RpcClient } from "../node/support/rpc-client.ts";

/**
 * What clients do to a node, and what they know of it: the bytes they sent, the hashes that were
 * acknowledged, the blocks they were shown. It outlives the node.
 */
export class NodeLoad {
  readonly acknowledged = new Set<string>();
  readonly refusals: string[] = [];
  /** Hashes of blocks by height, as any read showed them. */
  readonly shown = new Map<number, string>();
  lastAcknowledgedMs = Number.NEGATIVE_INFINITY;
  acknowledgedNow = 0;
  inFlight = 0;
  readonly #lanes: Lane[] = LANE_NAMES.map((name) => ({
    wallet: keyNamed(name),
    nonce: 0,
    unanswered: null,
  }));

  /** Contracts and keys; the same bytes each time, so it does no harm when it was there already. */
  async layFoundations(rpc: RpcClient): Promise<void> {
    const raws = [signCounterCreation(), signKeysCreation()];
    for (const [index, lane] of this.#lanes.entries()) raws.push(signAllow(2 + index, lane.wallet.address));
    for (const raw of raws) await this.#send(rpc, await raw);
  }

  /** Every lane sends one transaction after the other, until the node is gone. */
  start(rpc: RpcClient): Promise<void> {
    this.acknowledgedNow = 0;
    const running = [...this.#lanes.map((lane) => this.#runLane(rpc, lane)), this.#watchHead(rpc)];
    return Promise.all(running).then(() => undefined);
  }

  /** Two contracts and the keys of the lanes. */
  static readonly foundationCount = 6;

  get hasCounted(): boolean {
    return this.acknowledged.size > NodeLoad.foundationCount;
  }

  async #runLane(rpc: RpcClient, lane: Lane): Promise<void> {
    for (;;) {
      // What was sent without an answer is sent again, byte for byte: it may be in a block or not.
      lane.unanswered ??= await signCount(lane.wallet, lane.nonce);
      if ((await this.#send(rpc, lane.unanswered)) === "gone") return;
      lane.nonce += 1;
      lane.unanswered = null;
    }
  }

  async #send(rpc: RpcClient, raw: string): Promise<"acknowledged" | "gone"> {
    this.inFlight += 1;
    try {
      this.acknowledged.add(await rpc.text("eth_sendRawTransaction", [raw]));
      this.lastAcknowledgedMs = performance.now();
      this.acknowledgedNow += 1;
      return "acknowledged";
    } catch (error) {
      if (error instanceof RpcAnswerError) this.refusals.push(error.code);
      return "gone";
    } finally {
      this.inFlight -= 1;
    }
  }

  async #watchHead(rpc: RpcClient): Promise<void> {
    for (;;) {
      const head = await rpc
        .fields("eth_getBlockByNumber", ["latest", false])
        .catch((error: unknown) => error);
      if (head instanceof Error || typeof head !== "object" || head === null) return;
      const fields = Object.fromEntries(Object.entries(head));
      this.shown.set(Number(fields["number"]), String(fields["hash"]));
    }
  }
}

const LANE_NAMES = ["lane a", "lane b", "lane c", "lane d"];

type Lane = { readonly wallet: Wallet; nonce: number; unanswered: string | null };
