import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { findCycles, reachability, stronglyConnected, topologicalOrder } from "../../../src/core/lib/graph.ts";

const graph = (edges: Record<string, readonly string[]>) => new Map(Object.entries(edges));

describe("findCycles()", () => {
  test("names a cycle as a closed walk from its lowest node", () => {
    expect(findCycles(graph({ c: ["a"], a: ["b"], b: ["c"], d: ["a"] }))).toEqual([["a", "b", "c", "a"]]);
  });
  test("names a node that depends on itself", () => {
    expect(findCycles(graph({ a: ["a"], b: [] }))).toEqual([["a", "a"]]);
  });
  test("names each separate cycle once, and none of an acyclic graph", () => {
    expect(findCycles(graph({ a: ["b"], b: ["a"], x: ["y"], y: ["x"] }))).toEqual([
      ["a", "b", "a"],
      ["x", "y", "x"],
    ]);
    expect(findCycles(graph({ a: ["b", "zz"], b: [] }))).toEqual([]);
  });
});

describe("topologicalOrder()", () => {
  test("puts dependencies first and the lowest ready node before others", () => {
    expect(topologicalOrder(graph({ c: [], b: ["c"], a: ["b"], d: [] }))).toEqual(["c", "b", "a", "d"]);
  });
  test("leaves out what hangs on a cycle", () => {
    expect(topologicalOrder(graph({ a: ["b"], b: ["a"], c: ["a"], d: [] }))).toEqual(["d"]);
  });
  test("survives a chain of thousands", () => {
    const chain = new Map(Array.from({ length: 2000 }, (_, n) => [`n${n}`, [`n${n + 1}`]]));
    expect(reachability(chain).get("n0")?.size).toBe(1999);
  });
});

describe("any graph", () => {
  const node = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const anyGraph = fc.dictionary(node, fc.array(node, { maxLength: 3 })).map((edges) => graph(edges));
  test("is acyclic exactly when all nodes can be ordered", () => {
    fc.assert(fc.property(anyGraph, (g) => (findCycles(g).length === 0) === (topologicalOrder(g).length === g.size)));
  });
  test("splits into components that partition its nodes and share mutual reach", () => {
    fc.assert(
      fc.property(anyGraph, (g) => {
        const reach = reachability(g);
        const components = stronglyConnected(g);
        expect(components.flat().toSorted()).toEqual([...g.keys()].toSorted());
        for (const part of components) {
          for (const x of part) for (const y of part) expect(x === y || reach.get(x)?.has(y) === true).toBe(true);
        }
      }),
    );
  });
  test("has every named cycle made of real edges", () => {
    fc.assert(
      fc.property(anyGraph, (g) =>
        findCycles(g).every((walk) => walk.slice(1).every((to, at) => g.get(walk[at] ?? "")?.includes(to))),
      ),
    );
  });
});
