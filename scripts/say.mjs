// What set-up tells the person, on standard error: standard output belongs to results.
export const say = (line) => process.stderr.write(`${line}\n`);

/** Reports a failure as one line where it was foreseen; the stack helps only where it was not. */
export function failed(error) {
  say(
    error instanceof Error && !(error instanceof TypeError)
      ? `trtlens: ${error.message}`
      : String(error?.stack ?? error),
  );
  process.exit(1);
}
