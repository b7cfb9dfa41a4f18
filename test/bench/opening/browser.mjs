// The browser that a bench measures in.

/** One for each measurement, so that none is warm and a crash of one is nobody else's. */
export async function withBrowser(options, use) {
  const { chromium } = await import('playwright-core'); // there only once the dependencies are
  const browser = await chromium.launch(options);
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}
