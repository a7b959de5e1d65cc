// A tray host for tests: what a Linux desktop panel does with a tray icon, without a panel.
//
// It owns org.kde.StatusNotifierWatcher on the session bus, so it must be running
// before the application creates its tray icon. Run the test under
// `dbus-run-session -- xvfb-run -a …`, where no other panel owns that name.
//
//   const host = await startTrayHost();
//   ... launch the application ...
//   const item = await host.waitForItem();
//   await item.properties();                   // { Id, Title, ToolTip, Status, IconPixmap, … }
//   await item.menu();                         // [{ id, label, type, enabled, checked, children }]
//   await item.clickMenu('Sync now');          // what choosing the entry in the panel does
//   await item.activate();                     // a left click on the icon
//   host.close();
//
// Needs the npm package dbus-next.

import dbus from 'dbus-next';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const WATCHER_PATH = '/StatusNotifierWatcher';
const ITEM = 'org.kde.StatusNotifierItem';
const MENU = 'com.canonical.dbusmenu';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

const { Interface, ACCESS_READ } = dbus.interface;

class Watcher extends Interface {
  constructor() {
    super(WATCHER);
    this.items = [];
    this.waiting = [];
  }

  RegisterStatusNotifierItem(service) {
    this.register(service);
  }

  register(service) {
    if (this.items.includes(service)) return;
    this.items.push(service);
    this.StatusNotifierItemRegistered(service);
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  RegisterStatusNotifierHost() {
    // One host is all there is: this one.
  }

  get RegisteredStatusNotifierItems() {
    return this.items;
  }

  get IsStatusNotifierHostRegistered() {
    return true;
  }

  get ProtocolVersion() {
    return 0;
  }

  StatusNotifierItemRegistered(service) {
    return service;
  }

  StatusNotifierHostRegistered() {
    // A signal without arguments: calling it emits it.
  }
}

Watcher.configureMembers({
  properties: {
    RegisteredStatusNotifierItems: { signature: 'as', access: ACCESS_READ },
    IsStatusNotifierHostRegistered: { signature: 'b', access: ACCESS_READ },
    ProtocolVersion: { signature: 'i', access: ACCESS_READ },
  },
  methods: {
    RegisterStatusNotifierItem: { inSignature: 's', outSignature: '' },
    RegisterStatusNotifierHost: { inSignature: 's', outSignature: '' },
  },
  signals: {
    StatusNotifierItemRegistered: { signature: 's' },
    StatusNotifierHostRegistered: { signature: '' },
  },
});

/** dbus-next wraps values in Variant; this unwraps them all. */
function plain(value) {
  if (value instanceof dbus.Variant) return plain(value.value);
  if (Buffer.isBuffer(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
  return value;
}

class TrayItem {
  constructor(bus, service, sender) {
    this.bus = bus;
    // An item registers either a bus name or an object path on its own connection.
    this.name = service.startsWith('/') ? sender : service;
    this.path = service.startsWith('/') ? service : '/StatusNotifierItem';
  }

  async call(path, iface, member, signature = '', body = []) {
    const reply = await this.bus.call(
      new dbus.Message({ destination: this.name, path, interface: iface, member, signature, body }),
    );
    return plain(reply.body);
  }

  async properties() {
    return (await this.call(this.path, PROPERTIES, 'GetAll', 's', [ITEM]))[0];
  }

  async menuPath() {
    return (await this.call(this.path, PROPERTIES, 'Get', 'ss', [ITEM, 'Menu']))[0];
  }

  async menu() {
    const path = await this.menuPath();
    // Electron refuses AboutToShow for the root entry; panels ignore that too.
    await this.call(path, MENU, 'AboutToShow', 'i', [0]).catch(() => undefined);
    const [, root] = await this.call(path, MENU, 'GetLayout', 'iias', [0, -1, []]);
    const entry = ([id, properties, children]) => ({
      id,
      label: (properties.label ?? '').replace(/__/g, '_'),
      type: properties.type === 'separator' ? 'separator' : (properties['toggle-type'] ?? 'normal'),
      enabled: properties.enabled !== false,
      visible: properties.visible !== false,
      checked: properties['toggle-state'] === 1,
      children: children.map(entry),
    });
    return entry(root).children;
  }

  async clickMenu(label) {
    const find = (entries) => {
      for (const entry of entries) {
        if (entry.label === label) return entry;
        const inner = find(entry.children);
        if (inner) return inner;
      }
      return undefined;
    };
    const entries = await this.menu();
    const entry = find(entries);
    if (!entry)
      throw new Error(`the tray menu has no '${label}' (it has: ${entries.map((one) => one.label || '—').join(', ')})`);
    if (!entry.enabled) throw new Error(`'${label}' is disabled in the tray menu`);
    await this.call(await this.menuPath(), MENU, 'Event', 'isvu', [entry.id, 'clicked', new dbus.Variant('s', ''), 0]);
    return entry;
  }

  async activate() {
    await this.call(this.path, ITEM, 'Activate', 'ii', [0, 0]);
  }
}

export async function startTrayHost() {
  const bus = dbus.sessionBus();
  const watcher = new Watcher();
  const senders = new Map();
  // dbus-next does not hand the sender to an exported method.
  bus.addMethodHandler((message) => {
    if (message.interface === WATCHER && message.member === 'RegisterStatusNotifierItem')
      senders.set(message.body[0], message.sender);
    return false;
  });
  bus.export(WATCHER_PATH, watcher);
  const got = await bus.requestName(WATCHER, dbus.NameFlag.DO_NOT_QUEUE);
  if (got !== dbus.RequestNameReply.PRIMARY_OWNER) {
    bus.disconnect();
    throw new Error(`${WATCHER} is owned by a real panel; run the test in its own dbus-run-session`);
  }
  return {
    get items() {
      return watcher.items.map((service) => new TrayItem(bus, service, senders.get(service)));
    },
    async waitForItem(timeout = 10_000) {
      if (watcher.items.length === 0) {
        let timer;
        await Promise.race([
          new Promise((resolve) => watcher.waiting.push(resolve)),
          new Promise(
            (_, reject) =>
              (timer = setTimeout(() => reject(new Error(`no tray icon appeared in ${timeout} ms`)), timeout)),
          ),
        ]).finally(() => clearTimeout(timer));
      }
      const item = this.items.at(-1);
      if (!item) throw new Error('the tray icon went away again');
      return item;
    },
    close() {
      bus.disconnect();
    },
  };
}
