/** Texts for what was found in a mission's folder and cannot be taken over. */
import type { AuthoredRefusal } from "../../core/mission/authored.ts";
import type { ErrorTexts } from "./text.ts";

export const AUTHORED_ERRORS = {
  AUTHORED_FILE_UNSAFE: {
    exit: 1,
    message: (e) => `Cannot take over ${e.path}: it is a ${e.kind}, not a file`,
    hint: (e) => `Look at it with: ls -l ${e.path} — then replace it with a file or remove it`,
    explain:
      "A mission's folder holds plain files. A symlink could lead out of the mission, so it is neither followed nor committed.",
    details: (e) => ({ path: e.path, kind: e.kind }),
  },
  AUTHORED_FILE_TOO_LARGE: {
    exit: 1,
    message: (e) => `Cannot take over ${e.path}: ${e.sizeBytes} bytes, the limit is ${e.limitBytes}`,
    hint: (e) => `Move it out of the mission's folder: mv ${e.path} /tmp/`,
    explain:
      "What people and agents write for a mission is committed as it stands, and git keeps every version. Large files belong elsewhere.",
    details: (e) => ({ path: e.path, size_bytes: e.sizeBytes, limit_bytes: e.limitBytes }),
  },
  AUTHORED_FOLDER_TOO_LARGE: {
    exit: 1,
    message: (e) => `Cannot read all of ${e.path}: too many files or folders`,
    hint: (e) => `See what is there with: find ${e.path} | head`,
    explain:
      "A mission's folder holds documents. Thousands of files in it mean that something else was put there by mistake, such as a build or a checkout.",
    details: (e) => ({ path: e.path }),
  },
} satisfies ErrorTexts<AuthoredRefusal>;
