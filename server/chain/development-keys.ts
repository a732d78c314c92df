import type { Address } from "../domain/ids.ts";

/**
 * Whether the address belongs to the mnemonic that every development chain ships (`test test … junk`): its
 * private key is public, so it may have no role anywhere. The first 20 keys on each of the two paths that
 * wallets use.
 */
export function isDevelopmentKey(address: Address): boolean {
  return DEVELOPMENT_ADDRESSES.has(address.toLowerCase());
}

export const DEVELOPMENT_ADDRESSES: ReadonlySet<string> = new Set([
  // m/44'/60'/0'/0/n
  "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
  "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
  "0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc",
  "0x90f79bf6eb2c4f870365e785982e1f101e93b906",
  "0x15d34aaf54267db7d7c367839aaf71a00a2c6a65",
  "0x9965507d1a55bcc2695c58ba16fb37d819b0a4dc",
  "0x976ea74026e726554db657fa54763abd0c3a0aa9",
  "0x14dc79964da2c08b23698b3d3cc7ca32193d9955",
  "0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f",
  "0xa0ee7a142d267c1f36714e4a8f75612f20a79720",
  "0xbcd4042de499d14e55001ccbb24a551f3b954096",
  "0x71be63f3384f5fb98995898a86b02fb2426c5788",
  "0xfabb0ac9d68b0b445fb7357272ff202c5651694a",
  "0x1cbd3b2770909d4e10f157cabc84c7264073c9ec",
  "0xdf3e18d64bc6a983f673ab319ccae4f1a57c7097",
  "0xcd3b766ccdd6ae721141f452c550ca635964ce71",
  "0x2546bcd3c84621e976d8185a91a922ae77ecec30",
  "0xbda5747bfd65f08deb54cb465eb87d40e51b197e",
  "0xdd2fd4581271e230360230f9337d5c0430bf44c0",
  "0x8626f6940e2eb28930efb4cef49b2d1f2c9c1199",
  // m/44'/60'/n'/0/0, where n = 0 is the first of the list above
  "0x8c8d35429f74ec245f8ef2f4fd1e551cff97d650",
  "0x98e503f35d0a019cb0a251ad243a4ccfcf371f46",
  "0xcb9fa1ea9b8a3bf422a8639f23df77ea66020ec2",
  "0xefdd9ca0e063bd6974d8fa944a747620fe7032e3",
  "0xca5455b7a77e0c076c805a1c0da5782e457c7ada",
  "0x6e4cc65a90de0985bc34d4d17d8bf87b204b2e44",
  "0xaf4311d557fbc876059e39306ec1f3343753df29",
  "0xf9b8d95b9e9c17e3d923a68e8773bc323594dbc9",
  "0x9ac4fdc8e5d72aaade30f9ff52d392d60c68a64a",
  "0x0eb552e73e6f8e0922749e0fb08af2a71ecb2b7f",
  "0x302b6115587a87816dc1539c1ab3a02a4afc3278",
  "0xb59bfd2cb139c503c4172e26a6ddfdd1ce6f3795",
  "0xda80546764d9d2177df07c20be896220d5f98c5a",
  "0x59fc84c01c2317ccdda6be40ce1cff233215c84e",
  "0x8e4d1a7b8c4f7f4204eb0643c85aa7656880e18b",
  "0x52fecff3490ad3dae2f9b2c0a600f53e7bcb86de",
  "0x2d6776fd5ea3c530b990268078ac39ac2ae1e6a8",
  "0x1e2a9422ebcf2bb0f435d624910ee5086e523248",
  "0x8d610d35f9c616b6accba492eae3e83724b300a4",
]);
