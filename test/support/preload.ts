/** Makes every test hermetic: no user configuration, no inherited git or spec-kitty variables, UTC, a fixed identity. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

for (const name of Object.keys(process.env)) {
  if (/^(GIT_|SPEC_KITTY_|SPECIFY_)/.test(name)) delete process.env[name];
}
const home = mkdtempSync(join(tmpdir(), "spec-kitty-home-"));
Object.assign(process.env, {
  HOME: home,
  XDG_CONFIG_HOME: join(home, ".config"),
  TZ: "UTC",
  LC_ALL: "C",
  NO_COLOR: "1",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.invalid",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.invalid",
});
