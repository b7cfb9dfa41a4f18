/** What keys do in the search box. */

export interface KeyListener {
  /** To another option; false where the key is to do what it does in a text field. */
  walk(by: number): boolean;
  /** The active option, or the next hit. */
  enter(by: 1 | -1): boolean;
  step(by: 1 | -1): void;
  /** False where there are no hits. */
  selectAll(): boolean;
  /** Takes a completion; false where there is none to take. */
  complete(): boolean;
  /** Closes or clears; false where there is nothing to. */
  escape(): boolean;
}

/** Options that PageUp and PageDown pass over. */
const PAGE = 8;

export function searchKeys(input: HTMLElement, listener: KeyListener): void {
  input.addEventListener('keydown', (event) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    // Keys with which a character is put together are the input method's.
    const isTaken =
      !event.isComposing && (isPlain ? takeKey(event, listener) : isSelectAll(event) && listener.selectAll());
    if (isTaken) event.preventDefault();
    // What is typed here is no command of the view; what goes with Ctrl may be one of VS Code.
    if (isTaken || event.isComposing || (isPlain && event.key.length === 1)) event.stopPropagation();
  });
}

/** As in VS Code's own search. */
function isSelectAll({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return key === 'Enter' && altKey && !ctrlKey && !metaKey;
}

/** Whether the key did something here. */
function takeKey({ key, shiftKey }: KeyboardEvent, listener: KeyListener): boolean {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowUp':
      return listener.walk(key === 'ArrowDown' ? 1 : -1);
    case 'PageDown':
    case 'PageUp':
      return listener.walk(key === 'PageDown' ? PAGE : -PAGE);
    case 'Enter':
      return listener.enter(shiftKey ? -1 : 1);
    case 'F3':
      listener.step(shiftKey ? -1 : 1);
      return true;
    case 'Tab':
      return !shiftKey && listener.complete();
    case 'Escape':
      return listener.escape();
    default:
      return false;
  }
}
