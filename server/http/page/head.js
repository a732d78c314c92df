import { word } from "./words.js";

const REFRESH_MS = 5000;
let last = null;

/** Shows the chain's head and goes on showing it. */
export async function followHead() {
  await refresh();
  setInterval(refresh, REFRESH_MS);
}

/** Writes what was last read, in the language chosen. */
export function writeHead() {
  if (last === null) return;
  const { chain, index } = last;
  const head = chain?.head ?? index?.head ?? null;
  put("head-block", head === null ? "–" : `#${head.block}`);
  put("head-hash", head === null ? "–" : head.blockHash);
  put("head-lag", typeof index?.lagBlocks === "number" ? word("lagBlocks", index.lagBlocks) : "–");
  put("head-node", nodeWords(chain));
  const warning = document.getElementById("head-warning");
  warning.textContent = chain === null ? word("noServer") : word("noChain");
  warning.hidden = chain !== null && chain.head !== null;
}

async function refresh() {
  if (document.hidden && last !== null) return;
  last = await readStatus();
  writeHead();
}

/** No answer is shown as no answer, never as the last one. */
async function readStatus() {
  try {
    const response = await fetch("/v1/status", { cache: "no-store" });
    return response.ok ? await response.json() : { chain: null, index: null };
  } catch (error) {
    console.warn("the server does not answer", error);
    return { chain: null, index: null };
  }
}

function nodeWords(chain) {
  if (chain === null) return "–";
  return chain.nodeKind === "embedded" ? word("nodeEmbedded") : word("nodeConsortium");
}

function put(id, text) {
  const place = document.getElementById(id);
  if (place.textContent !== text) place.textContent = text;
}
