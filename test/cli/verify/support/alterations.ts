import type { Json } from "../../../../server/domain/canonical-json.ts";

/** Random numbers below a bound, from a seed: the same seed alters in the same ways. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

type Random = ReturnType<typeof randomFrom>;

const SIGNS = '0123456789abcdefxABCDEF {}[]":,\n-+.\\u药';

/** One sign of the text put in the place of another, put in, taken out, or two of them turned about. */
export function alteredText(text: string, random: Random): string {
  const at = random(text.length);
  const sign = SIGNS[random(SIGNS.length)] ?? "0";
  const [before, here, after] = [text.slice(0, at), text[at] ?? "", text.slice(at + 1)];
  const ways = [`${before}${sign}${after}`, `${before}${sign}${here}${after}`, `${before}${after}`];
  return ways[random(4)] ?? `${before}${after[0] ?? ""}${here}${after.slice(1)}`;
}

export type Alteration = { readonly path: string; readonly json: Json };

/** One member of a JSON changed: its value, its name, or whether it is there. */
export function alteredJson(json: Json, random: Random): Alteration {
  const places = placesOf(json, []);
  const path = places[random(places.length)] ?? [];
  return { path: path.join("."), json: changedAt(json, path, random) };
}

type Path = readonly (string | number)[];

function placesOf(json: Json, path: Path): Path[] {
  if (typeof json !== "object" || json === null) return [path];
  const members: [string | number, Json][] = Array.isArray(json)
    ? [...json.entries()]
    : Object.entries(json).map(([name, member]) => [name, member ?? null]);
  const below = members.flatMap(([name, member]) => placesOf(member, [...path, name]));
  return path.length === 0 ? below : [path, ...below];
}

function changedAt(json: Json, path: Path, random: Random): Json {
  const [first, ...rest] = path;
  if (first === undefined) return changed(json, random);
  if (Array.isArray(json)) {
    // placesOf gave the index of a member of this very list.
    const list = json as readonly Json[];
    const index = Number(first);
    const isGone = rest.length === 0 && random(4) === 0;
    const kept = isGone ? [] : [changedAt(list[index] ?? null, rest, random)];
    return [...list.slice(0, index), ...kept, ...list.slice(index + 1)];
  }
  const object: { [name: string]: Json | undefined } = { ...Object(json) };
  const member = object[first] ?? null;
  delete object[first];
  const way = rest.length === 0 ? random(6) : 5;
  if (way === 0) return object;
  const name = way === 1 ? `${first}x` : first;
  return { ...object, [name]: way === 1 ? member : changedAt(member, rest, random) };
}

/** Another value of the same kind, or of another. */
function changed(json: Json, random: Random): Json {
  if (typeof json === "number") return random(2) === 0 ? json + 1 + random(3) : json === 0 ? 9 : json - 1;
  if (typeof json === "boolean") return !json;
  if (Array.isArray(json)) return random(2) === 0 ? [...json, json[0] ?? 0] : [];
  if (typeof json === "object") return random(2) === 0 ? null : { ...json, more: 1 };
  if (typeof json !== "string") return 0;
  return otherDigit(json, random);
}

/** Hex stays hex, so that the form alone does not give it away. */
function otherDigit(text: string, random: Random): string {
  if (text.length === 0) return "x";
  const first = text.startsWith("0x") ? 2 : 0;
  const at = first + random(Math.max(text.length - first, 1));
  const digits = "0123456789abcdef".replace(text[at] ?? "", "");
  return `${text.slice(0, at)}${digits[random(15)]}${text.slice(at + 1)}`;
}
