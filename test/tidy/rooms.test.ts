import { describe, expect, test } from "vitest";
import { listFiles, readSources } from "../../scripts/sources/repository.ts";
import { type Source, show } from "../../scripts/sources/source.ts";
import { checkCircles, checkOrphans } from "./rules/graph.ts";
import { checkRooms } from "./rules/rooms.ts";

const ours = readSources(["server", "cli", "scripts", "bench"], [".ts"]);

/** What is started as a process of its own. */
const entries = [
  "server/main.ts",
  "server/node/main.ts",
  "cli/main.ts",
  ...listFiles(["scripts", "bench"], [".ts"]),
];

describe("rooms of the server", () => {
  test("no file imports through a wall", () => {
    expect(show(checkRooms(ours))).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    expect(show(checkCircles(ours))).toEqual([]);
  });

  test("every file of the server is reached from something that runs", () => {
    expect(show(checkOrphans(ours, entries))).toEqual([]);
  });
});

describe("each rule can fail", () => {
  test.each([
    ["a package in the domain", "server/domain/a.ts", 'import { z } from "zod";'],
    ["Node in the domain", "server/domain/a.ts", 'import { createHash } from "node:crypto";'],
    ["a room in the domain", "server/domain/a.ts", 'import { put } from "../store/put.ts";'],
    ["ethers outside the chain", "server/store/a.ts", 'import { id } from "ethers";'],
    ["Level outside the store", "server/flows/a.ts", 'import { Level } from "level";'],
    ["express outside http", "server/chain/a.ts", 'import express from "express";'],
    ["a type import", "server/flows/a.ts", 'import type { Row } from "../store/row.ts";'],
    ["an inline type import", "server/flows/a.ts", 'import { type Row } from "../store/row.ts";'],
    ["a type in an annotation", "server/flows/a.ts", 'let row: import("../store/row.ts").Row;'],
    ["a dynamic import", "server/flows/a.ts", 'await import("../chain/send.ts");'],
    ["a computed import", "server/flows/a.ts", 'await import("../chain/" + name);'],
    ["require", "server/flows/a.ts", 'const ethers = require("ethers");'],
    ["a re-export", "server/flows/a.ts", 'export { put } from "../store/put.ts";'],
    ["flows that know http", "server/flows/a.ts", 'import { app } from "../http/app.ts";'],
    ["a room that reaches for the tests", "server/chain/a.ts", 'import { x } from "../../test/x.ts";'],
    ["a folder that is no room", "server/lib/a.ts", 'import { x } from "../domain/x.ts";'],
    ["the command line with ethers", "cli/a.ts", 'import { id } from "ethers";'],
    [
      "a verifier that believes the domain",
      "cli/verify/a.ts",
      'import { b } from "../../server/domain/b.ts";',
    ],
    ["a trie outside the chain", "server/flows/a.ts", 'import { createMPT } from "@ethereumjs/mpt";'],
  ])("%s is seen", (_, path, text) => {
    expect(checkRooms([{ path, text }])).toHaveLength(1);
  });

  test.each([
    ["the domain within itself", "server/domain/a.ts", 'import { b } from "./b.ts";'],
    ["anyone of the domain", "server/http/a.ts", 'import type { Fen } from "../domain/fen.ts";'],
    [
      "the verifier of the ABI",
      "cli/verify/a.ts",
      'import { A } from "../../server/chain/generated/abis.ts"; import { id } from "ethers";',
    ],
    ["http of flows", "server/http/a.ts", 'import { submit } from "../flows/submit.ts";'],
    [
      "chain of its generated types",
      "server/chain/a.ts",
      'import type { L } from "../../types/ethers-contracts/L.ts";',
    ],
    [
      "main of all",
      "server/main.ts",
      'import { open } from "./store/open.ts"; import { app } from "./http/app.ts";',
    ],
  ])("%s may", (_, path, text) => {
    expect(checkRooms([{ path, text }])).toEqual([]);
  });

  const circle: Source[] = [
    { path: "server/flows/a.ts", text: 'import { b } from "./b.ts";' },
    { path: "server/flows/b.ts", text: 'import type { C } from "./c.ts";' },
    { path: "server/flows/c.ts", text: 'const a = await import("./a.ts");' },
    { path: "server/main.ts", text: 'import { d } from "./d.ts";' },
    { path: "server/d.ts", text: 'spawn("node", ["server/e.ts"]);' },
    { path: "server/e.ts", text: "" },
  ];

  test("a circle of three is told once, also through types and import()", () => {
    expect(checkCircles(circle).map((complaint) => complaint.what)).toEqual([
      "imports go in a circle: server/flows/a.ts → server/flows/b.ts → server/flows/c.ts → server/flows/a.ts",
    ]);
  });

  test("a file that nothing reaches is seen, one started as a process is not", () => {
    expect(checkOrphans(circle, ["server/main.ts"]).map((complaint) => complaint.path)).toEqual([
      "server/flows/a.ts",
      "server/flows/b.ts",
      "server/flows/c.ts",
    ]);
  });
});
