/**
 * @file The contract between the engine and a connected system. A connector translates and transports; it decides nothing,
 * remembers nothing between calls but what stands in the cursor and the account's slowly changing facts, and knows neither
 * the store nor the other side.
 */
import type { Appointment } from '../model/appointment.ts';
import type { Choice, ChoiceSource } from '../model/choice.ts';
import type { ItemFields, ItemPatch } from '../model/item.ts';
import type { Participant } from '../model/participant.ts';
import type { Person } from '../model/person.ts';
import type { LeftOutCode, ProtectedCode } from '../model/reason.ts';
import type { ItemId, ItemVersion, SystemId } from '../model/side.ts';
import type { Surroundings } from '../model/surroundings.ts';
import type { Task } from '../model/task.ts';
import type { Instant, LocalDate, Period, ZoneId } from '../model/time.ts';
import type { ConnectorError } from './errors.ts';

/** Where a change list was left; opaque to everybody but the connector that made it (JSON inside). */
export type Cursor = string & { readonly Cursor: unique symbol };

/** The period that takes part; both ends are days in the user's zone, already turned into moments. */
export type Window = Period;

export interface VersionLookup {
  /** The version read last, or undefined for an item that is not linked. */
  versionOf(id: ItemId): ItemVersion | undefined;
}

/** What the engine already knows of this side, so that a full listing can be read cheaply and its holes be noticed. */
export interface KnownItems extends VersionLookup {
  /** The linked items whose time touches the window, as they were read last. */
  idsWithin(window: Window): Iterable<ItemId>;
  /**
   * Linked items that we created after the cursor was made, or read first in a listing whose own cursor was never kept. A
   * change list has no need to mention one that came and went since: those that it does not show are asked for.
   */
  readonly createdSince?: Iterable<ItemId>;
}

/**
 * How an item occurs. Only `single` is merged in this version; a `series` stands for all its occurrences.
 * `seriesId` names the series of an occurrence where it comes as a row of its own.
 */
export type ItemForm =
  | { readonly kind: 'single' }
  | { readonly kind: 'series' | 'occurrence'; readonly seriesId: string };

/** What may be done to this item; `why` is present when something is not allowed. */
export type ItemProtection =
  | { readonly edit: true; readonly remove: true }
  | { readonly edit: boolean; readonly remove: boolean; readonly why: ProtectedCode };

/** An item as one system holds it now, in the neutral form. */
export interface RemoteItem<F extends ItemFields = ItemFields> {
  readonly id: ItemId;
  readonly version: ItemVersion;
  readonly fields: F;
  readonly form: ItemForm;
  readonly protection: ItemProtection;
  /** Set when the item can never take part, whatever the preferences say (a cancelled meeting, a to-do, an unknown zone). */
  readonly unfit?: LeftOutCode;
  /** When the item was last edited, by the system's own clock: the "later edit" of the conflict rule. */
  readonly editedAt: Instant;
  /** The calendar system's categories on the item; the CRM's follow-up type's names for a CRM item. */
  readonly categories: readonly string[];
  /** The follow-up type of a CRM item. */
  readonly typeId?: number;
  /** The identifier (iCal UID) of the invitation that a calendar's item came by, when somebody else organises it. */
  readonly invitationUid?: string;
  /** The calendar made it an online meeting itself, and keeps its address apart from what can be written. */
  readonly hostsItself?: true;
  /** What a CRM item is about. */
  readonly surroundings?: Surroundings;
  /** Who takes part, the user included. */
  readonly participants?: readonly Participant[];
  /** What we added below the text (see `translate/added-text.ts`); it is no part of `fields.body`. Empty or absent: nothing. */
  readonly added?: string;
  /** Where a person can open it. */
  readonly webUrl?: string;
  /**
   * It is an occurrence of a series, and stands by itself because the other side can have the series without it only: of which
   * series, and of which of its days. Set by the engine.
   */
  readonly apart?: OccurrenceName;
  /**
   * A series of which each occurrence is a record of its own: all that there are, by the days that they stand for, as the items
   * that they could be by themselves (`ItemFace.occurrences`).
   */
  readonly occurrences?: ReadonlyMap<LocalDate, RemoteItem<Appointment>>;
  /** The series of which this item is a record. */
  readonly recordOf?: ItemId;
  /** The picture of a person of the CRM: names what it shows, and is another when it shows something else. Absent: there is none. */
  readonly picture?: PictureVersion;
}
export type RemoteAppointment = RemoteItem<Appointment>;

export interface OccurrenceName {
  readonly series: ItemId;
  /** The day on which it was meant to begin, in the zone of the series. */
  readonly day: LocalDate;
}

/** Opaque. Equal versions are equal pictures. */
export type PictureVersion = string & { readonly PictureVersion: unique symbol };

/**
 * An item that is there, and of which the system tells something else than its contract allows. It is set aside, and all
 * others go on. What of it could be read tells which item of the other side it may be: that one is not copied meanwhile.
 */
export interface UnreadableItem {
  readonly unreadable: true;
  readonly id: ItemId;
  /** Absent: could not be read, and may be any. */
  readonly title?: string;
  /** The first moment, or the first day of whole days. */
  readonly start?: Instant | LocalDate;
  /** Whether its title may be shown: it is clearly said to be public. */
  readonly isPublic: boolean;
}

/** What a system says of an item that it was asked for. */
export type ItemAnswer<F extends ItemFields = Appointment> = RemoteItem<F> | UnreadableItem | 'gone' | 'noAccess';

export function isReadable<F extends ItemFields>(answer: ItemAnswer<F> | undefined): answer is RemoteItem<F> {
  return typeof answer === 'object' && !('unreadable' in answer);
}

/**
 * An item that is gone. `tombstone`: the system itself says that it was removed, in a way that no copy of its data that lags
 * behind can say it. `notFound`: it was missing where it should have been, and not found when it was asked for: nothing but
 * an absence, and looked into a second time before anything is concluded from it.
 */
export interface GoneItem {
  readonly id: ItemId;
  readonly proof: 'tombstone' | 'notFound';
}

export interface ChangesRequest {
  /** null: everything in the window is listed. */
  readonly cursor: Cursor | null;
  readonly window: Window;
  readonly known: KnownItems;
  readonly signal: AbortSignal;
}

export interface ChangePage<F extends ItemFields = Appointment> {
  readonly changed: readonly RemoteItem<F>[];
  readonly gone: readonly GoneItem[];
  /** Told of, and not understood. They are not told of again before they change: whoever wants them asks by id. */
  readonly unreadable?: readonly UnreadableItem[];
  /**
   * What the user has chosen to read from and what cannot be read any more, by its name or number: a selection that was deleted
   * or closed to the user. Nothing is concluded about what came from there alone.
   */
  readonly closed?: readonly string[];
  /** How many items the listing will have in all, once the system has said so. */
  readonly total?: number;
  /** On the last page only: where the next run goes on. A listing that ends without one was cut short. */
  readonly cursor?: Cursor;
}

/**
 * Names an item that we create, before it exists.
 * `key` is a UUID that is the same whenever the same source item is created again (on a second device, after a crash,
 * without the database); the system is asked to refuse a second item with it. `marker` says in our own words which item
 * it is a copy of (`<system>:<account>:<id>`), hidden on the item where the system has room for it.
 */
export interface CreationMark {
  readonly key: string;
  readonly marker: string;
}

/** A creation that is looked for. */
export interface SoughtCreation extends CreationMark {
  /** What it was to show; absent where nobody knows that any more. All that there is for a system that has no place for a mark. */
  readonly like?: ItemFields;
}

/** A person in the CRM's address book. */
export interface KnownPerson {
  readonly personId: number;
  /** The company that the person belongs to; 0: none. */
  readonly contactId: number;
  readonly name: string;
  /** Of the user's own company. */
  readonly isColleague: boolean;
}

/** A picture of somebody as the CRM gives it out. */
export interface Picture {
  readonly content: Uint8Array;
  readonly mediaType: 'image/jpeg' | 'image/png';
}

export type WriteOperation<F extends ItemFields = Appointment> =
  | {
      readonly do: 'create';
      readonly mark: CreationMark;
      readonly fields: F;
      /**
       * Calendar systems: names of categories to put on the item. CRM: names of the categories of the item that it is a copy of,
       * where one that is the name of a follow-up type is to give the type.
       */
      readonly categories: readonly string[];
      /** Calendar systems: what says of a single occurrence that it is done; absent: nothing does, and it is not written. */
      readonly doneCategory?: string;
      /** CRM: the follow-up type, where no category gives it; absent or unknown there: the user's default type. */
      readonly typeId?: number;
      /** Is to stand below the text. */
      readonly added?: string;
      /** CRM: whom it is about, the main person first; the others take part, and nobody is invited. */
      readonly persons?: readonly KnownPerson[];
      /** The picture of a person. */
      readonly picture?: Picture;
    }
  | {
      readonly do: 'update';
      readonly id: ItemId;
      readonly version: ItemVersion;
      readonly patch: ItemPatch<F>;
      /** As `RemoteAppointment` says. */
      readonly hostsItself?: true;
      /** Calendar systems: the item's categories as they are to be; absent: as they are. */
      readonly categories?: readonly string[];
      /** As for a creation. */
      readonly doneCategory?: string;
      /** Is to stand below the text from now on. Absent: what stands there; there is a value whenever the text is written. */
      readonly added?: string;
      /** The picture of a person, from now on; null: none any more. Absent: as it is. */
      readonly picture?: Picture | null;
      /** All fields as they were read last, for systems that store several of our fields in one of theirs. */
      readonly current: F;
    }
  | {
      readonly do: 'remove';
      readonly id: ItemId;
      readonly version: ItemVersion;
      /** As for an update: where versions are coarse, it tells whether this is still what is to be removed. */
      readonly current: F;
    };

/** What came of one operation; `index` is its place in the list handed to `write`. */
export type WriteOutcome<F extends ItemFields = Appointment> = { readonly index: number } & (
  | {
      readonly result: 'created' | 'updated';
      readonly item: RemoteItem<F>;
      /**
       * The picture that was to go with it did not arrive. `refused`: nor would it another time; `failed`: it is worth another try.
       * Absent: it is as it was to be.
       */
      readonly picture?: 'refused' | 'failed';
    }
  /** The system refused a second item with this key: here is the first. */
  | { readonly result: 'existed'; readonly item: RemoteItem<F> }
  /** Also when it was gone already. */
  | { readonly result: 'removed' }
  | { readonly result: 'failed'; readonly error: ConnectorError }
);

/** One system's items of one kind, as seen and written by one user. */
export interface ItemFace<F extends ItemFields = ItemFields> {
  /**
   * What this system would give back if `fields` were written to it (availability it does not have, text it would
   * simplify, lengths it would cut). Pure. Two items are equal when one side's form of the other is.
   * @param window a system without endless series is given no occurrence beyond the window, and need be given none before it: the
   * rest comes with later writes. What stands there beyond the window stays, and is changed like what lies inside. The same holds
   * where a rule that the system does not have is written as its days. Nothing is said by `recurrence: null`: it cannot have it.
   */
  express(fields: F, window: Window): F;

  /**
   * What changed since the cursor, and what came into the window since (days go by, the window is widened), page by page.
   * Rows may repeat, and our own writes come back.
   * @throws CursorExpired: ask again with a null cursor. Other ConnectorErrors: the listing is incomplete, and proves nothing.
   */
  changes(request: ChangesRequest): AsyncIterable<ChangePage<F>>;

  /**
   * Reads items one by one; `gone` only for those that the system says it does not have.
   * @param known a version tells what an item consisted of: what is missing of it has to be proved gone too. Absent: nothing is known.
   * @throws ConnectorError
   */
  get(ids: readonly ItemId[], signal: AbortSignal, known?: VersionLookup): Promise<ReadonlyMap<ItemId, ItemAnswer<F>>>;

  /**
   * Absent where items have no room for a marker: what we created there is found by its key alone (`findCreated`).
   * Our marker on each of these items, for those that carry one. Most of them are in the window, so that many can be read
   * by a listing rather than one by one. @throws ConnectorError
   */
  markers?(ids: readonly ItemId[], window: Window, signal: AbortSignal): Promise<ReadonlyMap<ItemId, string>>;

  /**
   * The items that were created with these marks, by the marks' keys, as far as they exist: asked after answers were lost, in
   * the system's own batches. One that cannot be understood is not in the answer: its key keeps it from being made twice.
   * @param known what is linked already, and so was made by none of them: for whom all that looks alike is alike.
   * @throws ConnectorError
   */
  findCreated(
    sought: readonly SoughtCreation[],
    signal: AbortSignal,
    known?: VersionLookup,
  ): Promise<ReadonlyMap<string, RemoteItem<F>>>;

  /**
   * Only where the system itself mails invitations. The user's own item for each of these iCal UIDs, as far as the invitation
   * was this system's: the two are one meeting, also where the item cannot be understood just now. @throws ConnectorError
   */
  invitedAs?(
    uids: readonly string[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, RemoteItem<F> | UnreadableItem>>;

  /**
   * Only where there is an address book to be searched: the persons who have each of these e-mail addresses (small letters),
   * in the system's own batches. An address that nobody has is not in the answer. @throws ConnectorError
   */
  findPersons?(addresses: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly KnownPerson[]>>;

  /**
   * Carries operations out in the system's own batches and side by side within its limits; outcomes come as they are
   * known, in any order. What concerns one item is an outcome; what concerns the whole account is thrown.
   * A creation that fails with Conflict: its key was used by an item that is gone, and only another key will do.
   * @param window as for `express`: what is written shows what that says.
   * @throws AuthExpired, Unavailable, Cancelled
   */
  write(operations: readonly WriteOperation<F>[], window: Window, signal: AbortSignal): AsyncIterable<WriteOutcome<F>>;

  /**
   * Only where persons have pictures that go elsewhere. Those that have one now, in the system's own batches; `failed`: it
   * could not be read, and is worth another try.
   * @throws ConnectorError
   */
  pictures?(ids: readonly ItemId[], signal: AbortSignal): Promise<ReadonlyMap<ItemId, Picture | 'failed'>>;

  /** Nobody but the user sees what stands there, be it marked as private or not (a task list of the user's own). */
  readonly isPrivateByNature?: true;

  /** Only where what comes from the CRM is kept in a group of its own. */
  readonly group?: ItemGroup;

  /** Only where each occurrence of a series is a record of its own, which can be read and written by itself. */
  readonly occurrences?: OccurrenceRecords;
}

export interface OccurrenceRecords {
  /** The ids of those that are items by themselves begin with it. */
  readonly idPrefix: string;
  /** Whether a series was made there, and is no copy that we made of another system's. @throws ConnectorError */
  isOriginal(series: ItemId, signal: AbortSignal): Promise<boolean>;
}

/** A group in the calendar system: to be in it is to have a category of its name. */
export interface ItemGroup {
  readonly name: string;
  /**
   * Makes sure that a group of ours is called so, and that all that belong into it are in it where it had to be made again. Called
   * once in each run that may write, and mostly costs no request. @throws ConnectorError
   */
  keep(signal: AbortSignal): Promise<void>;
}
export type AppointmentFace = ItemFace<Appointment>;
export type TaskFace = ItemFace<Task>;
export type PersonFace = ItemFace<Person>;

/** A field of the CRM that feeds one of a contact: the one that stands there by itself, or another by its name in the CRM. */
export type FieldChoice = string;

/** Which persons of the CRM become contacts, and what of them. A change of it is a change of the question: all is listed anew. */
export interface PersonsWanted {
  /** Static selections by their numbers; none: nobody. */
  readonly selections: readonly number[];
  /** Empty: the field that the specification names (job title; Mr/Mrs; the company's department). */
  readonly jobTitle: FieldChoice;
  readonly title: FieldChoice;
  readonly department: FieldChoice;
  /** The person's own numbers come before the company's. */
  readonly personalPhoneFirst: boolean;
  /** The language in which list values are read (ISO 639-1); null: the CRM user's. */
  readonly language: string | null;
}

/** What the connected account is, read at connect time and at each start of a run (cached by the connector). */
export interface AccountFacts {
  /** Names this account for ever, the system first: `superoffice:Cust12345:12`. A link made with one account is never used with another. */
  readonly accountKey: string;
  readonly userName: string;
  readonly displayName: string;
  /** The user's own e-mail addresses, as far as the system tells them. */
  readonly addresses?: readonly string[];
  /** The user's time zone: what the user says it is, or the system's own. */
  readonly zone: ZoneId;
  /** What the system says. `zone` is null where its name has no known meaning. */
  readonly zoneTold?: { readonly name: string; readonly zone: ZoneId | null };
  /** ISO 639-1 code of the language that the user has chosen in that system, where it tells. */
  readonly language?: string;
  /** Whether an item can be private there (the CRM needs a licence for it). */
  readonly canBePrivate: boolean;
  /** Nothing can stand there below a text but the text itself (`added` of a write comes to nothing). */
  readonly keepsAdded?: false;
  /**
   * Names the calendar within the account, where an account can come to have another default calendar; opaque. Absent where
   * the account and its calendar are one thing (a SuperOffice diary is its associate's, and `accountKey` names that one).
   */
  readonly folder?: string;
}

/** Who synchronises with an account at present, as the account itself remembers it for all who ask. */
export interface LeaseRecord {
  /** The installation's own id, see `Installation`. */
  readonly holder: string;
  /** The computer's name, for people. */
  readonly name: string;
  /** When the holder last said that it is there, by its own clock. */
  readonly renewedAt: Instant;
}

/** What was found; whoever writes names what is to be replaced. */
export interface LeaseReading {
  /** null: nobody's, or nothing that can be read. */
  readonly record: LeaseRecord | null;
  /** Whether anything stands there, be it readable or not: a record is written over and never taken away. */
  readonly everWritten: boolean;
  /** The version of the place where it is kept, where the system has one; opaque. */
  readonly stamp: string | null;
}

/** A small record in the account that one installation can leave for the others. */
export interface LeaseFace {
  /** @throws ConnectorError */
  read(signal: AbortSignal): Promise<LeaseReading>;
  /** @returns `lost` when somebody else wrote meanwhile: it must be read again. @throws ConnectorError */
  write(record: LeaseRecord, replacing: LeaseReading, signal: AbortSignal): Promise<'written' | 'lost'>;
}

/** One connected system, one face per kind of item. */
export interface Connector {
  readonly system: SystemId;
  /**
   * @param zone where the user lives, by the user's own word, from now on; null: by the system's; absent: as before. Moments
   * stay what they are: it is the zone in which days are counted and new items are written, and stands for one that nobody
   * knows.
   * @throws UnknownZone where the system's zone has no known meaning, and the user has not said; ConnectorError
   */
  facts(signal: AbortSignal, zone?: ZoneId | null): Promise<AccountFacts>;
  /**
   * Absent where an account and its calendar are one thing. Whether facts that may be an hour old still tell the right place,
   * asked before anything is concluded from what is missing there.
   * @returns the facts as they are now; one request where the place is the same. @throws ConnectorError
   */
  confirm?(facts: AccountFacts, signal: AbortSignal): Promise<AccountFacts>;
  /**
   * Only where the system keeps lists that preferences are chosen from.
   * @param language the reader's (BCP 47). @throws UnknownZone, ConnectorError
   */
  choices?(source: ChoiceSource, language: string, signal: AbortSignal): Promise<readonly Choice[]>;
  readonly appointments: AppointmentFace;
  /** Absent where the system has none, or is not allowed to show them. */
  readonly tasks?: TaskFace;
  /** Only where persons are contacts: those in the user's own address book. */
  readonly contacts?: PersonFace;
  /** The same where contacts are kept in groups rather than under categories: with the name of the group of those from the CRM. */
  contactsIn?(group: string): PersonFace;
  /** Only where persons are chosen from: the persons of the CRM as they are wanted. None of them is ever created or removed. */
  persons?(wanted: PersonsWanted): PersonFace;
  /** Only where the system has a place for it that no person sees. */
  readonly lease?: LeaseFace;
}
