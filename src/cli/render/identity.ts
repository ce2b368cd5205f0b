/** The keys by which every mission-scoped answer says whose it is. */
import type { Json } from "../../core/lib/json.ts";

type Identity = {
  readonly missionId: string | undefined;
  readonly missionSlug: string;
  readonly missionNumber: number | undefined;
  readonly missionType: string;
  /** Absolute. */
  readonly featureDir: string;
};

/** `mission_slug, mission_id, mission_number, mission_type, feature_dir`; what is unknown is null. */
export const identityJson = (identity: Identity) =>
  ({
    mission_slug: identity.missionSlug,
    mission_id: identity.missionId ?? null,
    mission_number: identity.missionNumber ?? null,
    mission_type: identity.missionType,
    feature_dir: identity.featureDir,
  }) satisfies Readonly<Record<string, Json>>;
