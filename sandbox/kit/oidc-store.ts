/**
 * @file Where the provider library keeps what it has to remember; part of the saved state. It does not age: how long a token
 * lives is the token register's matter.
 */
import type { Adapter, AdapterPayload } from 'oidc-provider';

export type OidcStoreState = readonly (readonly [string, AdapterPayload])[];

export class OidcStore {
  #entries = new Map<string, AdapterPayload>();

  /** One model's part, as the library asks for it. */
  adapter(model: string): Adapter {
    const key = (id: string) => `${model}:${id}`;
    const findWhere = (fits: (payload: AdapterPayload) => boolean) => {
      for (const [each, payload] of this.#entries) if (each.startsWith(`${model}:`) && fits(payload)) return payload;
      return undefined;
    };
    return {
      upsert: async (id, payload) => {
        this.#entries.set(key(id), payload);
      },
      find: async (id) => this.#entries.get(key(id)),
      findByUid: async (uid) => findWhere((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => findWhere((payload) => payload.userCode === userCode),
      consume: async (id) => {
        const payload = this.#entries.get(key(id));
        if (payload) this.#entries.set(key(id), { ...payload, consumed: Math.floor(Date.now() / 1_000) });
      },
      destroy: async (id) => {
        this.#entries.delete(key(id));
      },
      revokeByGrantId: async (grantId) => {
        for (const [each, payload] of this.#entries) if (payload.grantId === grantId) this.#entries.delete(each);
      },
    };
  }

  save(): OidcStoreState {
    return [...this.#entries];
  }

  restore(state: OidcStoreState): void {
    this.#entries = new Map(state);
  }
}
