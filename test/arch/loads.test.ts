/** Loads every module of src, so that a file that no test reaches counts as uncovered instead of not counting. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { ROOT, readSources } from "../support/source-tree.ts";

test("every module of src loads by itself and does nothing on import but define", async () => {
  const paths = readSources("src")
    .map((file) => file.path)
    .filter((path) => path !== "src/main.ts" && !path.startsWith("src/dashboard/ui/"));
  const modules = await Promise.all(paths.map((path) => import(join(ROOT, path))));
  expect(modules).toHaveLength(paths.length);
});
