/** The program view's page: wires the view to the host and to VS Code's store of view state. */

import '../ui/theme.css';
import './program.css';
import './search/search.css';
import { Messenger } from '../../extension/core/messaging/messenger';
import { acquireApi, webviewChannel } from '../ui/channel';
import { Actions, type Host, followDocument } from '../ui/documents';
import { onThemeChange } from '../ui/theme';
import { ProgramView } from './programView';
import { type ViewState, readState } from './viewState';
import { GraphClient } from './worker/graphClient';

/** Milliseconds in which many changes, as while zooming, are saved once. */
const SAVE_DELAY = 150;

/** The worker's bundle is beside this one. */
const own = document.currentScript instanceof HTMLScriptElement ? document.currentScript.src : document.baseURI;
const client = new GraphClient(new URL('graph.js', own).href);

const api = acquireApi();
const host: Host = new Messenger(webviewChannel(api, window), {});

let unsaved: (() => ViewState) | undefined;
function save(): void {
  if (unsaved) api.setState(unsaved());
  unsaved = undefined;
}
const store = {
  load: () => readState(api.getState()),
  save(state: () => ViewState): void {
    if (!unsaved) setTimeout(save, SAVE_DELAY);
    unsaved = state;
  },
};
window.addEventListener('pagehide', save);

const actions = new Actions(host, (message) => view.say(message));
/** Not the page, which VS Code would leave empty: it writes what a page is into the frame once. */
function reload(): void {
  client.restart();
  ask();
}
const view = new ProgramView(document.getElementById('app')!, { actions, store, client, reload });
host.on('reveal', (target) => view.reveal(target));
onThemeChange(document, () => view.restyle());
const ask = followDocument(host, (shown) => view.show(shown));
