import { expect, test } from "bun:test";
import { openIssues } from "../../../src/core/review/issues.ts";
import { cyclePlace, newestCycle, renderCycle } from "../../../src/core/review/review-cycle.ts";

test("newestCycle() counts by number and refuses a name without one", () => {
  expect(newestCycle(["review-cycle-9.md", "review-cycle-10.md", "notes.md"])).toEqual({ ok: true, value: 10 });
  expect(newestCycle([])).toEqual({ ok: true, value: 0 });
  expect(newestCycle(["review-cycle-1b.md"])).toMatchObject({ ok: false, error: { file: "review-cycle-1b.md" } });
});

test("renderCycle() keeps the feedback and quotes what YAML would read otherwise", () => {
  const text = renderCycle({
    missionSlug: "shop-01J9ABCD",
    wpId: "WP01",
    stem: "WP01-cart",
    cycle: 2,
    reviewer: "yes: no",
    reviewedAt: "2026-01-02T03:04:05Z",
    feedback: "## Affected files\n\n- `src/a.ts:3`\n- src/b.ts\n\n## Points\n- wrong\n\n",
  });
  const [, front = "", body = ""] = text.split("---\n");
  expect(Bun.YAML.parse(front)).toEqual({
    affected_files: [{ path: "src/a.ts" }, { path: "src/b.ts" }],
    cycle_number: 2,
    mission_slug: "shop-01J9ABCD",
    reproduction_command: null,
    reviewed_at: "2026-01-02T03:04:05Z",
    reviewer_agent: "yes: no",
    wp_id: "WP01",
  });
  expect(body).toEndWith("- wrong\n");
  expect(cyclePlace({ missionSlug: "s", stem: "WP01-cart", cycle: 2 })).toEqual({
    file: "tasks/WP01-cart/review-cycle-2.md",
    ref: "review-cycle://s/WP01-cart/review-cycle-2.md",
  });
});

test("openIssues() lists what is not settled enough for the lane", () => {
  const matrix = JSON.stringify({ rows: { "#1": { verdict: "fixed" }, "#2": { verdict: "in-mission" }, "#3": {} } });
  expect([openIssues(matrix, "approved"), openIssues(matrix, "done"), openIssues("[", "done")]).toEqual([
    ["#3"],
    ["#2", "#3"],
    [],
  ]);
});
