/**
 * A conflict as its reader needs it: which files, what the two sides say, whose work they are, and the git commands that
 * resolve it where it can be resolved: in a lane's worktree, so that the next merge finds the resolution in the lane's history.
 */

export type ConflictedFile = {
  readonly path: string;
  /** git's own word, e.g. `CONFLICT (contents)`. */
  readonly kind: string;
  /** Lines around the first conflict, with git's markers; empty if the file has none. */
  readonly excerpt: string;
};

export type ConflictSide = { readonly branch: string; readonly wpIds: readonly string[] };

const EXCERPT_LINES = 24;

/** The branches that two sides of a merge are shown as. */
export type ConflictLabels = { readonly ours: string; readonly theirs: string };

const COMMIT = "[0-9a-f]{40}(?:[0-9a-f]{24})?";

/** git labels the sides of a merge of commits with their hashes; a path behind one stays. */
const relabel = (line: string, { ours, theirs }: ConflictLabels): string =>
  line
    .replace(new RegExp(`^<{7} ${COMMIT}`), () => `<<<<<<< ${ours}`)
    .replace(new RegExp(`^\\|{7} ${COMMIT}`), () => "||||||| before both")
    .replace(new RegExp(`^>{7} ${COMMIT}`), () => `>>>>>>> ${theirs}`);

/** Cuts the first conflict out of a file with markers, with one line of context on each side and its sides named as branches. */
export function excerptOf(text: string, labels: ConflictLabels): string {
  const lines = text.split("\n").map((line) => relabel(line, labels));
  const start = lines.findIndex((line) => line.startsWith("<<<<<<< "));
  if (start < 0) return "";
  const length = lines.slice(start).findIndex((line) => line.startsWith(">>>>>>> "));
  const end = length < 0 ? lines.length : start + length + 1;
  const cut = lines.slice(Math.max(0, start - 1), Math.min(end + 1, start + EXCERPT_LINES));
  return [...cut, ...(end + 1 > start + EXCERPT_LINES ? ["…"] : [])].join("\n");
}

/** A worktree in which the conflict can be resolved. */
export type ResolutionPlace = {
  readonly branch: string;
  /** Relative to the main checkout, or absolute. */
  readonly path: string;
  /** False if it has to be made first. */
  readonly present: boolean;
  /** True if it hides code files, which git needs to merge them. */
  readonly sparse: boolean;
};

const quoted = (word: string): string => (/^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** Lists the commands, in order. Between the merge and the commit the named files are edited. */
export function resolutionCommands(place: ResolutionPlace, other: string, files: readonly string[]): readonly string[] {
  const git = `git -C ${quoted(place.path)}`;
  return [
    ...(place.present ? [] : [`git worktree add ${quoted(place.path)} ${quoted(place.branch)}`]),
    ...(place.sparse ? [`${git} sparse-checkout disable`] : []),
    `${git} merge --no-edit ${quoted(other)}`,
    `${git} add -- ${files.map(quoted).join(" ")}`,
    `${git} commit --no-edit`,
  ];
}
