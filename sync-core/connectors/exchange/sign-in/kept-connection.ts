/** @file One connection to a server that stays open from request to request, as whoever hands in the network makes it. */

export interface KeptAnswer {
  /** With its whole body read. */
  readonly response: Response;
  /** Which socket it went over: a number that no other socket of this connection has. */
  readonly socket: number;
  /** What the TLS channel is told by, as MS-NLMP takes it; null without TLS. */
  readonly channel: Buffer | null;
}

export interface KeptConnection {
  /** Over the open socket, or over a new one where the server has closed it. Redirects are not followed. */
  send(url: string, init: RequestInit & { readonly signal: AbortSignal }): Promise<KeptAnswer>;
  close(): void;
}

/** @param origin `https://mail.example.com`. Nothing of this computer's own sign-in is used. */
export type OpenConnection = (origin: string) => KeptConnection;
