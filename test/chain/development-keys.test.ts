import { HDNodeWallet, Mnemonic } from "ethers";
import { describe, expect, it } from "vitest";
import { isDevelopmentKey } from "../../server/chain/development-keys.ts";
import type { Address } from "../../server/domain/ids.ts";

const WORDS = `${"test ".repeat(11)}junk`;

describe("development keys", () => {
  it("are known on both paths, whatever their letters' case", () => {
    const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(WORDS), "m");
    for (let nth = 0; nth < 20; nth += 1) {
      for (const path of [`44'/60'/0'/0/${nth}`, `44'/60'/${nth}'/0/0`]) {
        // ethers writes an address as `0x` and 40 hex digits.
        const address = root.derivePath(path).address as Address;
        expect([path, isDevelopmentKey(address)]).toStrictEqual([path, true]);
      }
    }
  });

  it("are no random keys", () => {
    expect(isDevelopmentKey("0x00000000000000000000000000000000000000aa")).toBe(false);
  });
});
