/**
 * @file The sample world: one sales person's working year, told without any system's words. Each sandbox system loads its
 * own part of it. Deterministic from a seed and a date.
 */

export interface SampleUser {
  /** 12 for the main user; colleagues and rooms have others. */
  readonly associateId: number;
  readonly personId: number;
  readonly initials: string;
  readonly fullName: string;
  readonly email: string;
  readonly password: string;
  /** IANA; in the CRM. */
  readonly zone: string;
  /** The mailbox's, IANA or Windows; absent: the same. */
  readonly mailboxZone?: string;
  /** The CRM may keep private what the user marks private. */
  readonly confidentialActivities: boolean;
  readonly isRoom: boolean;
}

export interface SampleCompany {
  readonly contactId: number;
  readonly name: string;
  readonly department: string;
  readonly city: string;
  readonly street: string;
  readonly zip: string;
  readonly country: 'DE' | 'NO' | 'NL' | 'GB' | 'DK' | 'SE';
  readonly phone: string;
  readonly web: string;
  /** Absent: as the street. */
  readonly postal?: { readonly street: string; readonly zip: string; readonly city: string };
  readonly fax?: string;
  readonly fields?: SampleFieldValues;
}

export interface SamplePerson {
  readonly personId: number;
  readonly contactId: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly mrMrs: string;
  readonly jobTitle: string;
  readonly email: string;
  readonly mobile: string;
  readonly direct: string;
  /** `1984-06-09` or null. */
  readonly birthday: string | null;
  readonly middleName?: string;
  /** Beside the first. */
  readonly moreEmails?: readonly string[];
  readonly privatePhone?: string;
  readonly otherPhone?: string;
  readonly fax?: string;
  readonly web?: string;
  /** Where the person lives. */
  readonly home?: { readonly street: string; readonly zip: string; readonly city: string };
  readonly retired?: boolean;
  readonly fields?: SampleFieldValues;
  /** A PNG picture, in base64. */
  readonly picture?: string;
}

/** By the number of the field: text, number (of a list the item's id), date `2026-11-24`. */
export type SampleFieldValues = Readonly<Record<number, string | number>>;

export interface SampleUserField {
  readonly of: 'person' | 'company';
  /** Unique among the fields of persons, or of companies: 3 for `SuperOffice:3`. */
  readonly number: number;
  readonly kind: 'shortText' | 'longText' | 'number' | 'decimal' | 'date' | 'unlimitedDate' | 'checkbox' | 'list';
  /** By SuperOffice language code. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of a list. */
  readonly list?: {
    readonly id: number;
    readonly items: readonly { readonly id: number; readonly names: Readonly<Record<string, string>> }[];
  };
}

export interface SampleSelection {
  readonly id: number;
  readonly name: string;
  readonly kind: 'static' | 'dynamic' | 'combined';
  /** Associate id. */
  readonly owner: number;
  readonly visibleFor: 'all' | 'owner';
  /** 0: the first person of a company, 1: all of them, 2: none. */
  readonly includePerson: 0 | 1 | 2;
  /** Person 0 is a company alone. */
  readonly members: readonly { readonly contactId: number; readonly personId: number }[];
  /** What a selection that is not static finds its persons by. */
  readonly country?: SampleCompany['country'];
}

export interface SampleType {
  readonly id: number;
  readonly record: 'Appointment' | 'Phone' | 'ToDo';
  /** By SuperOffice language code. */
  readonly names: Readonly<Record<'US' | 'GE' | 'NO', string>>;
  readonly defaultFree: boolean;
  readonly defaultAllDay: boolean;
}

export interface SampleAppointment {
  /** Unique in the world. */
  readonly key: string;
  /** Where it stands at the beginning. `both`: the same content on both sides, not linked. */
  readonly on: 'crm' | 'calendar' | 'both';
  readonly title: string;
  /** Simple HTML (p, b, ul, li, a) or empty. */
  readonly body: string;
  readonly location: string;
  /** Wall-clock in `zone` (`2026-11-24T10:00:00`), or dates for all-day (`2026-11-24`, `end` inclusive). */
  readonly start: string;
  readonly end: string;
  readonly zone: string;
  readonly allDay: boolean;
  readonly free: boolean;
  readonly private: boolean;
  readonly reminderMinutes: number | null;
  readonly typeId: number;
  readonly contactId: number | null;
  readonly personId: number | null;
  /** Colleagues and rooms who are booked in the CRM (associate ids), the main user being the owner. */
  readonly bookedAssociates: readonly number[];
  /** The main user was booked by this colleague. */
  readonly bookedBy: number | null;
  /** Guests by e-mail on a calendar event that the main user organises. */
  readonly guests: readonly string[];
  /** Rooms by e-mail on such an event. */
  readonly rooms: readonly string[];
  /** How it shows in the calendar, where free and busy do not say it. */
  readonly showAs: 'tentative' | 'oof' | 'workingElsewhere' | null;
  readonly importance: 'low' | 'normal' | 'high';
  /** Where one joins it online. */
  readonly joinUrl: string | null;
  /** Whoever organises it has called it off. */
  readonly cancelled: boolean;
  /** The identifier of the invitation that the CRM mailed; the calendar's event has it too. */
  readonly uid: string | null;
  /** The user may only read it in the CRM. */
  readonly readOnly: boolean;
  /** A calendar event organised by somebody else. */
  readonly organiser: string | null;
  readonly response: 'none' | 'accepted' | 'tentative' | 'notResponded' | 'declined';
  readonly categories: readonly string[];
  readonly completed: boolean;
  /** A weekly series with this many occurrences; null: a single appointment. */
  readonly weekly: number | null;
}

export interface SampleTask {
  readonly key: string;
  readonly on: 'crm' | 'calendar' | 'both';
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** A date; null: none. */
  readonly due: string | null;
  readonly completed: boolean;
  readonly importance: 'low' | 'normal' | 'high';
  /** In the CRM: for its owner alone. */
  readonly private: boolean;
  /** In the CRM: the associate who gave it to the main user, who has not answered yet; null: it is the user's own. */
  readonly assignedBy: number | null;
  readonly typeId: number;
  readonly contactId: number | null;
  readonly personId: number | null;
}

export interface SampleWorld {
  readonly seed: number;
  /** The day the world is told from, `2026-11-23`. */
  readonly today: string;
  readonly tenant: {
    /** `Cust70001`. */
    readonly context: string;
    readonly companyName: string;
    /** IANA zone that the CRM's database stores in. */
    readonly baseZone: string;
  };
  /** The first is the main user. */
  readonly users: readonly SampleUser[];
  readonly companies: readonly SampleCompany[];
  readonly persons: readonly SamplePerson[];
  readonly types: readonly SampleType[];
  readonly appointments: readonly SampleAppointment[];
  readonly tasks: readonly SampleTask[];
  readonly userFields?: readonly SampleUserField[];
  readonly selections?: readonly SampleSelection[];
}
