/** The ids of all commands. */

/** Commands that package.json contributes. */
export const COMMANDS = [
  'trtlens.compile',
  'trtlens.setUpEnvironment',
  'trtlens.selectInterpreter',
  'trtlens.open',
  'trtlens.chooseTarget',
  'trtlens.showBreaks',
  'trtlens.showLog',
  'trtlens.openSettings',
  'trtlens.openExamples',
] as const;
export type CommandId = (typeof COMMANDS)[number];

/** Commands behind links and quick fixes, which no menu shows. */
export const LINK_COMMANDS = ['_trtlens.explainFinding', '_trtlens.applyRemedy'] as const;
export type LinkCommandId = (typeof LINK_COMMANDS)[number];

/** A report or a page may ask for these, and for nothing else. */
export function isOffered(command: string): command is CommandId {
  return (COMMANDS as readonly string[]).includes(command);
}
