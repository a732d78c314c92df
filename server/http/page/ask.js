import { keptKey } from "./key.js";

/** An answer, a refusal with its problem document, or no answer at all: three different things. */
export async function ask(path, { method = "GET", body, headers = {} } = {}) {
  const type = body === undefined ? {} : { "Content-Type": "application/json" };
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetched(path, { method, headers: { ...type, ...headers }, ...sent }, async (response) => ({
    kind: "told",
    status: response.status,
    answer: await response.json(),
  }));
}

/** A file as the server wrote it, byte by byte. */
export function readFile(path) {
  return fetched(path, {}, async (response) => ({ kind: "told", blob: await response.blob() }));
}

async function fetched(path, options, told) {
  try {
    const headers = { ...options.headers, Authorization: `Bearer ${keptKey()}` };
    const response = await fetch(path, { ...options, headers, cache: "no-store" });
    if (response.ok) return await told(response);
    return { kind: "problem", status: response.status, problem: await response.json() };
  } catch (error) {
    console.warn("the server does not answer", error);
    return { kind: "unreachable" };
  }
}

/** Hands a file to the reader; it never stands in an address. */
export function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
