/**
 * What was asked for when a move was refused: carried with the refusal, whatever its code, so that every refusal of a move
 * names the branch, the package and both lanes. Only read when something was refused.
 */
import type { Result } from "../core/lib/result.ts";
import type { Attempted } from "../core/status/attempt.ts";
import { readTypedWpId } from "../core/work-package/wp-id.ts";
import { readMissionState } from "../shell/mission/mission-state.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import type { Session } from "../shell/transaction/session.ts";

type Asked = {
  readonly session: Session;
  readonly mission: Mission;
  readonly wpId: string | undefined;
  readonly to: string;
  readonly message: string;
};

/** Adds what was asked for to a refusal. */
export async function withAttempt<T, E extends object>(
  result: Result<T, E>,
  asked: Asked,
): Promise<Result<T, Attempted<E>>> {
  if (result.ok || asked.wpId === undefined) return result;
  const wpId = readTypedWpId(asked.wpId) ?? asked.wpId;
  const state = await readMissionState(asked.session, asked.mission);
  const lane = state.ok ? (state.value.snapshot.workPackages.get(wpId)?.lane ?? "genesis") : "unknown";
  const attempt = { destinationRef: asked.mission.branch, message: asked.message, wpId, from: lane, to: asked.to };
  return { ok: false, error: { ...result.error, attempt } };
}
