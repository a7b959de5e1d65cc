// A desktop's notification service for tests: it owns org.freedesktop.Notifications on the session bus, keeps what it is asked
// to show, and answers like a panel would (Desktop Notifications Specification 1.2).
//
//   const host = await startNotificationHost();
//   host.shown;            // [{ id, title, body, open }]
//   host.click(id);        // what a person does
//   host.close();
//
// Needs the npm package dbus-next, and a session bus on which no real desktop is at work.

import dbus from 'dbus-next';

const NOTIFICATIONS = 'org.freedesktop.Notifications';
const NOTIFICATIONS_PATH = '/org/freedesktop/Notifications';
const closedByCall = 3;

class Notifications extends dbus.interface.Interface {
  constructor() {
    super(NOTIFICATIONS);
    this.shown = [];
  }

  GetCapabilities() {
    return ['body', 'actions'];
  }

  GetServerInformation() {
    return ['practice', 'practice', '1', '1.2'];
  }

  Notify(_application, replaces, _icon, title, body) {
    const id = replaces === 0 ? this.shown.length + 1 : replaces;
    this.shown.push({ id, title, body, open: true });
    return id;
  }

  CloseNotification(id) {
    for (const one of this.shown) if (one.id === id) one.open = false;
    this.NotificationClosed(id, closedByCall);
  }

  NotificationClosed(id, reason) {
    return [id, reason];
  }

  ActionInvoked(id, action) {
    return [id, action];
  }
}

Notifications.configureMembers({
  methods: {
    GetCapabilities: { inSignature: '', outSignature: 'as' },
    GetServerInformation: { inSignature: '', outSignature: 'ssss' },
    Notify: { inSignature: 'susssasa{sv}i', outSignature: 'u' },
    CloseNotification: { inSignature: 'u', outSignature: '' },
  },
  signals: {
    NotificationClosed: { signature: 'uu' },
    ActionInvoked: { signature: 'us' },
  },
});

export async function startNotificationHost() {
  const bus = dbus.sessionBus();
  const service = new Notifications();
  bus.export(NOTIFICATIONS_PATH, service);
  const got = await bus.requestName(NOTIFICATIONS, dbus.NameFlag.DO_NOT_QUEUE);
  if (got !== dbus.RequestNameReply.PRIMARY_OWNER) {
    bus.disconnect();
    throw new Error(`${NOTIFICATIONS} is owned by a real desktop; run the test in its own dbus-run-session`);
  }
  return {
    get shown() {
      return service.shown;
    },
    click(id) {
      service.ActionInvoked(id, 'default');
    },
    close() {
      bus.disconnect();
    },
  };
}
