/**
 * @file The bridge between window and main process, and nothing else: calls go out and come back, events come in. What may
 * be said is decided by the contract, which main checks; this script runs in the sandbox and knows only how to carry.
 */
import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge, EventChannel } from './contract.ts';

type Listener = (data: never) => void;
const listeners = new Map<EventChannel, Set<Listener>>();

ipcRenderer.on('synchronizer:event', (_event, ...said) => {
  const [channel, data] = said as [EventChannel, never];
  for (const listener of listeners.get(channel) ?? []) listener(data);
});

const bridge: Bridge = {
  async call(channel, ...ask) {
    const reply = await ipcRenderer.invoke('synchronizer:call', channel, ask[0]);
    if (!reply.ok) throw new Error(`${channel}: ${reply.why}`);
    return reply.answer;
  },
  on(channel, listener) {
    const all = listeners.get(channel) ?? new Set();
    listeners.set(channel, all.add(listener));
    return () => {
      all.delete(listener);
    };
  },
};

contextBridge.exposeInMainWorld('synchronizer', bridge);
