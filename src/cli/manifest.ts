/** What is known of all commands without loading any: the shape of the generated manifest. */
import type { Leaf } from "./leaf.ts";

/** The data half of a leaf. */
export type ManifestLeaf = Pick<Leaf, "path" | "summary" | "description" | "examples" | "args" | "hidden" | "envelope">;

export type Manifest = {
  /** In alphabetical order of their paths. */
  readonly leaves: readonly ManifestLeaf[];
  /** Path of a group → what its commands are about. */
  readonly groups: Readonly<Record<string, string>>;
};
