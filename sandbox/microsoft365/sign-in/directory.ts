/**
 * @file The tenant: who its people are, and by which ids the sign-in knows them.
 */
import { createHash } from 'node:crypto';

export interface DirectoryUser {
  /** E-mail address. */
  readonly userName: string;
  readonly password: string;
  readonly displayName: string;
  /** The person's id in the tenant (`oid`). */
  readonly objectId: string;
}

/** All permissions that an application can ask for here; contacts and tasks are granted though their resources come later. */
export const graphScopes: readonly string[] = [
  'User.Read',
  'User.ReadWrite',
  'Calendars.Read',
  'Calendars.ReadWrite',
  'Contacts.Read',
  'Contacts.ReadWrite',
  'Tasks.Read',
  'Tasks.ReadWrite',
  'MailboxSettings.Read',
  'MailboxSettings.ReadWrite',
];

export const openIdScopes: readonly string[] = ['openid', 'profile', 'email', 'offline_access'];

const singleUser = { userName: 'alex@contoso.example', password: 'sandbox', displayName: 'Alex Sandbox' };

export class Directory {
  /** Where MSAL believes the sign-in to be. */
  readonly authority = 'https://login.microsoftonline.com';
  readonly tenantId: string;
  readonly clientId: string;
  readonly #seed: number;
  #users = new Map<string, DirectoryUser>();

  constructor(seed: number) {
    this.#seed = seed;
    this.tenantId = guid(`${seed}/tenant`);
    this.clientId = guid(`${seed}/application`);
    this.replace([singleUser]);
  }

  /** `https://login.microsoftonline.com/{tenant id}/v2.0` */
  get issuer(): string {
    return `${this.authority}/${this.tenantId}/v2.0`;
  }

  get users(): readonly DirectoryUser[] {
    return [...this.#users.values()];
  }

  replace(users: readonly Omit<DirectoryUser, 'objectId'>[]): void {
    this.#users = new Map(
      users.map((user) => [
        user.userName.toLowerCase(),
        { ...user, objectId: guid(`${this.#seed}/user/${user.userName.toLowerCase()}`) },
      ]),
    );
  }

  user(userName: string): DirectoryUser | null {
    return this.#users.get(userName.trim().toLowerCase()) ?? null;
  }

  userByObjectId(objectId: string): DirectoryUser | null {
    return this.users.find((user) => user.objectId === objectId) ?? null;
  }

  /** Whether an address names this tenant: by id, or as one of the places where anybody's tenant is found. */
  answersTo(tenant: string): boolean {
    const asked = tenant.toLowerCase();
    return asked === 'common' || asked === 'organizations' || asked === this.tenantId;
  }
}

function guid(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
