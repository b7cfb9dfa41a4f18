// When a page in Chromium has drawn a graph, by the page's own clock.

/** Longer is recorded as "more than this". */
export const CAP_MS = 120_000;

/**
 * A script for a page, before its own: notes the time, from the start of its navigation, at the second frame after
 * `condition` (JavaScript) has become true, so that the frame with the graph is done.
 */
export function drawnClock(condition) {
  return `(() => {
    if (window !== window.top) return;
    const tick = () => {
      let drawn = false;
      try { drawn = ${condition}; } catch {}
      if (!drawn) return void requestAnimationFrame(tick);
      requestAnimationFrame(() => requestAnimationFrame(() => { window.benchDrawnAt = performance.now(); }));
    };
    requestAnimationFrame(tick);
  })();`;
}

/**
 * Milliseconds to what `drawnClock` waits for.
 * @param {import('playwright-core').Page} page with the clock
 * @param {number} cap milliseconds
 * @param {() => Promise<string | undefined>} [trouble] what the page shows instead of a graph, once it does
 * @returns {Promise<number>} Infinity where it takes longer than `cap`
 * @throws {Error} the tab crashed, or `trouble`
 */
export async function untilDrawn(page, cap, trouble = async () => undefined) {
  const end = Date.now() + cap;
  let crashed = false;
  page.once('crash', () => (crashed = true));
  // Not page.evaluate: that needs window.eval, which a page may take away.
  const session = await page.context().newCDPSession(page);
  while (Date.now() < end) {
    if (crashed) throw new Error('the tab crashed');
    const drawn = await answerOrNothing(valueOf(session, 'window.benchDrawnAt'), 1000);
    if (drawn) return drawn;
    const said = await answerOrNothing(trouble(session), 1000);
    if (said) throw new Error(said);
    await pause(100);
  }
  return Infinity;
}

export async function valueOf(session, expression) {
  const { result } = await session.send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value;
}

/** A page that is busy, or gone, does not answer. */
function answerOrNothing(answer, milliseconds) {
  return Promise.race([answer.catch(() => undefined), pause(milliseconds)]);
}

export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
