/** @file What a run has learnt of e-mail addresses. */
import type { KnownPerson } from '../connectors/connector.ts';

/** The persons who have an address; `notSearched`: they could not be looked up. */
export type AddressEntry = readonly KnownPerson[] | 'notSearched';
/** By address in small letters, as far as it was asked for in this run. */
export type AddressBook = Map<string, AddressEntry>;
