/** Lists the built-in mission types and which of them this project may use. Outside a repository all are active. */
import { ok, type Result } from "../core/lib/result.ts";
import { isActiveType, MISSION_TYPES, type MissionType } from "../core/mission/types.ts";
import { readProjectConfig } from "../shell/config/project-config.ts";
import type { Ctx } from "../shell/ctx.ts";
import { openRepo } from "../shell/git/repo.ts";
import type { TransactionError } from "../shell/transaction/errors.ts";

export type ListedType = MissionType & { readonly active: boolean };

/** Lists. Errors: those of a configuration that cannot be read. */
export async function listMissionTypes(ctx: Ctx): Promise<Result<readonly ListedType[], TransactionError>> {
  const repo = openRepo(ctx);
  const config = repo.ok ? await readProjectConfig(repo.value.root) : undefined;
  if (config !== undefined && !config.ok) return config;
  const activations = config?.value.missionTypes;
  return ok(MISSION_TYPES.map((type) => ({ ...type, active: isActiveType(type.key, activations) })));
}
