import { concat, dataLength, getCreateAddress, toBeHex, zeroPadValue } from "ethers";
import { signTransaction } from "../../../../server/chain/transaction.ts";
import type { Address, Hex } from "../../../../server/domain/ids.ts";
import { CHAIN_ID } from "../../../chain/support/ledger-on.ts";
import type { TestChain } from "../../../chain/support/test-ledger.ts";

/**
 * A contract that writes the log it is told to: calldata is the number of topics, four words of topics and
 * the data. A stand-in for contracts whose events alone are wanted, on a chain that is real.
 */
const WRITER =
  "60a036038060a05f376080356060356040356020" + "35845f5f35600302601d01565ba1005ba2005ba3005ba400";

/** Calls each of: address (20 bytes), length (4 bytes), calldata; all or none. */
const RELAY =
  "5f5b803614602e57806014013560e01c80826018015f375f5f825f5f863560601c5af115603057016018016001565b005b5f5ffd";

const GAS = 3_000_000;

export type Log = { readonly topics: readonly string[]; readonly data: string };
export type LogOf<Name extends string> = Log & { readonly contract: Name };

/** Log writers under the names of contracts, and a relay that lets several write in one transaction. */
export async function deployWriters<Name extends string>(
  chain: TestChain,
  names: readonly Name[],
): Promise<Writers<Name>> {
  const sender = chain.keys.bootstrapKey;
  let nonce = 0;
  const send = async (to: Address | null, data: Hex): Promise<void> => {
    const content = { chainId: CHAIN_ID, nonce, to, data, gasLimit: GAS };
    nonce += 1;
    const { raw } = await signTransaction(chain.keyring, sender, content);
    await chain.rpc.call("eth_sendRawTransaction", [raw]);
  };
  const create = async (runtime: string): Promise<Address> => {
    // ethers writes an address as 0x and 40 digits.
    const address = getCreateAddress({ from: sender, nonce }).toLowerCase() as Address;
    const length = toBeHex(runtime.length / 2, 1).slice(2);
    await send(null, `0x60${length}600a5f3960${length}5ff3${runtime}`);
    return address;
  };
  const relay = await create(RELAY);
  const entries: [Name, Address][] = [];
  for (const name of names) entries.push([name, await create(WRITER)]);
  // One entry was made for each name.
  const contracts = Object.fromEntries(entries) as Record<Name, Address>;
  return {
    contracts,
    write: (logs) => send(relay, relayed(contracts, logs)),
    // Signed one after the other and sent at once, so that they may share a block.
    writeAll: async (transactions) => {
      await Promise.all(transactions.map((logs) => send(relay, relayed(contracts, logs))));
    },
  };
}

export type Writers<Name extends string> = {
  readonly contracts: Readonly<Record<Name, Address>>;
  write(logs: readonly LogOf<Name>[]): Promise<void>;
  writeAll(transactions: readonly (readonly LogOf<Name>[])[]): Promise<void>;
};

function relayed<Name extends string>(
  contracts: Readonly<Record<Name, Address>>,
  logs: readonly LogOf<Name>[],
): Hex {
  const calls = logs.flatMap(({ contract, topics, data }) => {
    const words = [toBeHex(topics.length, 32), ...topics];
    while (words.length < 5) words.push(zeroPadValue("0x", 32));
    const payload = concat([...words, data]);
    return [contracts[contract], toBeHex(dataLength(payload), 4), payload];
  });
  // concat answers lower-case hex.
  return concat(calls) as Hex;
}
