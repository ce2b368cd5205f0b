/** How a refusal stands on a terminal of a width, and in a pipe. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderFailure } from "../../../src/cli/render/failure.ts";
import { PLAIN } from "../../../src/cli/style.ts";

const at = (width: number | undefined, message: string, hint: string): readonly string[] =>
  renderFailure({ message, hint, code: "X_Y" }, { ...PLAIN, width }).split("\n");

describe("renderFailure()", () => {
  test("does not wrap in a pipe", () => {
    const long = "word ".repeat(60).trim();
    expect(at(undefined, long, long)).toEqual([`Error: ${long}`, `Hint:  ${long}`, "Code:  X_Y"]);
  });

  test("wraps at spaces below the text, never inside a path", () => {
    const path = "/a/very/long/path/that/takes/more/than/one/whole/line.md";
    expect(at(40, `Cannot read the work package at ${path} for now`, "Look")).toEqual([
      "Error: Cannot read the work package at",
      `       ${path}`,
      "       for now",
      "Hint:  Look",
      "Code:  X_Y",
    ]);
  });

  test("keeps the command at the end of a hint in one piece, and what stands on lines of its own as it is", () => {
    expect(at(40, "No", "Start it with: spec-kitty agent action implement WP01 --agent claude")).toEqual([
      "Error: No",
      "Hint:  Start it with:",
      "       spec-kitty agent action implement WP01 --agent claude",
      "Code:  X_Y",
    ]);
    const command = "  git -C .worktrees/shop-lane-a merge --no-edit main";
    expect(at(40, "No", `Resolve it here:\n${command}`)).toContain(command);
  });

  test("loses nothing, and is only wider than the terminal where one word is", () => {
    const words = fc.array(fc.stringMatching(/^[a-z/:]{1,50}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 40, max: 120 }), (list, width) => {
        const lines = at(width, list.join(" "), "h").slice(0, -2);
        expect(lines.flatMap((line) => line.slice(7).split(" "))).toEqual([...list]);
        for (const line of lines) expect(line.length <= width || !line.slice(7).includes(" ")).toBe(true);
      }),
    );
  });
});
