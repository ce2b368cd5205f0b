/** What was asked for when a move was refused; carried with the refusal, whatever its code. */
export type TransitionAttempt = {
  readonly destinationRef: string;
  readonly message: string;
  readonly wpId: string;
  /** Where the package stands. */
  readonly from: string;
  readonly to: string;
};

/** A refusal that may say what it refused. */
export type Attempted<E> = E & { readonly attempt?: TransitionAttempt };
