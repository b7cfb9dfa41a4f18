/** The Graph Breaks panel's page: wires the view to the host and to VS Code's store of view state. */

import '../ui/theme.css';
import './breaks.css';
import { Messenger } from '../../extension/core/messaging/messenger';
import { acquireApi, webviewChannel } from '../ui/channel';
import { Actions, type Host, followDocument } from '../ui/documents';
import { BreaksView } from './breaksView';

const api = acquireApi();
const host: Host = new Messenger(webviewChannel(api, window), {});

const store = {
  load(): string {
    const state = api.getState();
    const selected = typeof state === 'object' && state !== null && 'selected' in state ? state.selected : '';
    return typeof selected === 'string' ? selected : '';
  },
  save: (selected: string) => api.setState({ selected }),
};

const actions = new Actions(host, (message) => view.say(message));
const view = new BreaksView(document.getElementById('app')!, actions, store);
host.on('reveal', (target) => view.reveal(target));
followDocument(host, (shown) => view.show(shown));
