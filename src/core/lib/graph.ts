/**
 * Directed graphs as adjacency lists: each node maps to the nodes it points at (here: what it depends on).
 * Targets that are not nodes are ignored. Every answer is deterministic for a given order of the map's keys, and no
 * function recurses, so a long chain cannot exhaust the stack.
 */
export type Graph<N extends string = string> = ReadonlyMap<N, readonly N[]>;

/**
 * Returns the strongly connected components (nodes that reach each other), each sorted, in order of their lowest node.
 * A node on no cycle is a component of its own. Takes time in proportion to nodes × edges.
 */
export function stronglyConnected<N extends string>(graph: Graph<N>): readonly (readonly N[])[] {
  const reachable = reachability(graph);
  const placed = new Set<N>();
  const components: (readonly N[])[] = [];
  for (const node of [...graph.keys()].toSorted()) {
    if (placed.has(node)) continue;
    const mutual = [...(reachable.get(node) ?? [])].filter((other) => reachable.get(other)?.has(node));
    const component = [...new Set([node, ...mutual])].toSorted();
    for (const member of component) placed.add(member);
    components.push(component);
  }
  return components;
}

/**
 * Names one shortest cycle through the lowest node of each cyclic component, as a closed walk: `["WP01", "WP02", "WP01"]`.
 * A node that points at itself is the cycle `["WP01", "WP01"]`. Empty if the graph is acyclic.
 */
export function findCycles<N extends string>(graph: Graph<N>): readonly (readonly N[])[] {
  return stronglyConnected(graph)
    .flatMap((component) => {
      const [first] = component;
      if (first === undefined) return [];
      const members = new Set(component);
      const walk = shortestWalk(graph, first, members);
      return walk ? [walk] : [];
    })
    .toSorted((a, b) => (a.join() < b.join() ? -1 : 1));
}

/** Breadth-first from `start` back to `start`, staying within `members`. */
function shortestWalk<N extends string>(graph: Graph<N>, start: N, members: ReadonlySet<N>): readonly N[] | undefined {
  const queue: (readonly N[])[] = [[start]];
  const visited = new Set<N>();
  for (const walk of queue) {
    const last = walk.at(-1);
    if (last === undefined) continue;
    for (const target of (graph.get(last) ?? []).toSorted()) {
      if (target === start) return [...walk, start];
      if (!members.has(target) || visited.has(target)) continue;
      visited.add(target);
      queue.push([...walk, target]);
    }
  }
  return undefined;
}

/**
 * Orders the nodes so that each comes after what it points at; among ready nodes the lowest comes first.
 * Nodes on a cycle, or that depend on one, are absent: compare lengths, or ask `findCycles` first.
 */
export function topologicalOrder<N extends string>(graph: Graph<N>): readonly N[] {
  const waiting = new Map<N, Set<N>>();
  for (const [node, targets] of graph) waiting.set(node, new Set(targets.filter((target) => graph.has(target))));
  const order: N[] = [];
  while (waiting.size > 0) {
    const ready = [...waiting].flatMap(([node, left]) => (left.size === 0 ? [node] : [])).toSorted()[0];
    if (ready === undefined) break;
    order.push(ready);
    waiting.delete(ready);
    for (const left of waiting.values()) left.delete(ready);
  }
  return order;
}

/** Returns, for each node, every node that can be reached from it by one or more edges. */
export function reachability<N extends string>(graph: Graph<N>): ReadonlyMap<N, ReadonlySet<N>> {
  const reachable = new Map<N, ReadonlySet<N>>();
  for (const start of graph.keys()) {
    const seen = new Set<N>();
    const queue = [start];
    for (const node of queue) {
      for (const target of graph.get(node) ?? []) {
        if (!graph.has(target) || seen.has(target)) continue;
        seen.add(target);
        queue.push(target);
      }
    }
    reachable.set(start, seen);
  }
  return reachable;
}
