import { createRequire } from "node:module";
import hardhatTypechain from "@nomicfoundation/hardhat-typechain";
import { defineConfig } from "hardhat/config";

const require = createRequire(import.meta.url);

export default defineConfig({
  plugins: [hardhatTypechain],
  solidity: {
    // The authority behind Institutions is OpenZeppelin's own: deployment needs its bytecode.
    npmFilesToBuild: ["@openzeppelin/contracts/access/manager/AccessManager.sol"],
    compilers: [
      {
        version: "0.8.37",
        path: require.resolve("solc/soljson.js"),
        settings: {
          evmVersion: "cancun",
          optimizer: { enabled: true, runs: 500 },
          viaIR: false,
          outputSelection: { "*": { "*": ["storageLayout"] } },
        },
      },
    ],
  },
  networks: {
    default: { type: "edr-simulated", chainType: "l1", hardfork: "cancun" },
  },
  paths: {
    sources: "./contracts",
    tests: { solidity: "./test/contracts" },
    artifacts: "./artifacts",
    cache: "./cache",
  },
  test: {
    solidity: {
      fuzz: { runs: 256, seed: "0x20250701" },
      invariant: { runs: 256, depth: 128, failOnRevert: true },
    },
  },
  // The types hold namespaces, which our compiler options refuse in files that Node runs; it never runs
  // these.
  typechain: { outDir: "./types/ethers-contracts", dontOverrideCompile: false, tsNocheck: true },
});
