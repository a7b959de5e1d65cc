/**
 * @file Finds the CRM's persons for what comes from the calendar, by the e-mail addresses in its text and of those who take
 * part. Nothing is guessed: an address that several persons have, or none, links nobody, and the activity list says so.
 */
import type { KnownPerson, RemoteItem } from '../connectors/connector.ts';
import { Nonsense, NotFound, Rejected } from '../connectors/errors.ts';
import { anyOf, titleOf } from '../model/item.ts';
import { type CreationOperation, isCreation, type Operation } from '../store/operation.ts';
import { addressesIn } from '../translate/addresses.ts';
import { plainTextOfHtml } from '../translate/text.ts';
import type { AddressEntry } from './address-book.ts';
import type { RunContext } from './context.ts';
import type { PersonCode } from './report.ts';
import { ownAddresses } from './translation.ts';

/**
 * The same operations, creations in the CRM with their persons. Addresses are asked for together, and once in a run.
 * @throws ConnectorError
 */
export async function withPersons(
  context: RunContext,
  operations: readonly Operation[],
): Promise<readonly Operation[]> {
  const { faces, run, addressBook } = context;
  if (!run.preferences['crm.linkPersonByEmail'] || faces.crm.findPersons === undefined) return operations;
  const own = ownAddresses(context.facts);
  const wanted = operations.map((one) => (isIncoming(one) ? countingAddresses(one.source, own) : []));
  const open = [...new Set(wanted.flat())].filter((address) => !addressBook.has(address));
  if (open.length > 0) {
    const found = await lookUp(context, open);
    for (const address of open) addressBook.set(address, found === 'notSearched' ? found : (found.get(address) ?? []));
  }
  return operations.map((one, index) => {
    const addresses = wanted[index] ?? [];
    return isIncoming(one) && addresses.length > 0 ? withThose(one, choosePersons(addresses, addressBook)) : one;
  });
}

interface Incoming extends CreationOperation {
  readonly source: RemoteItem;
}

function isIncoming(one: Operation): one is Incoming {
  return one.side === 'crm' && isCreation(one) && one.source !== null;
}

async function lookUp({ faces, run, options }: RunContext, addresses: readonly string[]) {
  try {
    return (await faces.crm.findPersons?.(addresses, run.signal)) ?? new Map<string, readonly KnownPerson[]>();
  } catch (error) {
    // A person who is not linked is no reason to copy nothing.
    const odd = error instanceof Rejected || error instanceof Nonsense || error instanceof NotFound;
    if (!odd) throw error;
    options.log.warn('no persons can be looked up', { error: error.kind });
    return 'notSearched';
  }
}

/** The text's first; the user's own do not count. */
function countingAddresses(item: RemoteItem, own: ReadonlySet<string>): readonly string[] {
  const written = addressesIn(`${titleOf(item.fields)}\n${plainTextOfHtml(anyOf(item.fields).body ?? '')}`);
  const taking = (item.participants ?? []).flatMap(({ email }) => addressesIn(email));
  return [...new Set([...written, ...taking])].filter((address) => !own.has(address));
}

interface Choice {
  /** The main person first. */
  readonly persons: readonly KnownPerson[];
  /** Why an address of them links nobody; null: each does. */
  readonly why: PersonCode | null;
}

/** Pure. Colleagues are not whom an appointment is about. */
export function choosePersons(addresses: readonly string[], book: ReadonlyMap<string, AddressEntry>): Choice {
  const persons = new Map<number, KnownPerson>();
  const reasons = new Set<PersonCode>();
  for (const address of addresses) {
    const entry = book.get(address) ?? [];
    if (entry === 'notSearched') {
      reasons.add('notSearched');
      continue;
    }
    if (entry.some(({ isColleague }) => isColleague)) continue;
    const [person, ...others] = entry;
    if (person === undefined) reasons.add('noPerson');
    else if (others.length > 0) reasons.add('severalPersons');
    else persons.set(person.personId, person);
  }
  const order = ['notSearched', 'severalPersons', 'noPerson'] as const;
  return { persons: [...persons.values()], why: order.find((code) => reasons.has(code)) ?? null };
}

function withThose(one: Incoming, { persons, why }: Choice): Operation {
  return {
    ...one,
    work: { ...one.work, ...(persons.length === 0 ? {} : { persons: [...persons] }) },
    entry: why === null ? one.entry : { ...one.entry, reason: { kind: 'person', code: why } },
  };
}
