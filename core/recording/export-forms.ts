/** The forms in which other tools read a session. Each is told event by event, and what is told of all pages, joined, is one valid file. */

import type { Json } from '../model.ts';
import type { StoredEvent } from '../ports.ts';
import { type CastMoment, castNote, castOf } from './cast.ts';
import { csvHead, csvRow } from './csv.ts';
import { endsCall, harBegin, harEnd, harEntry } from './har.ts';

export const exportFormats = ['ocsf', 'cast', 'har', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** Where the proof of what was exported lies: the checkpoints from the first to the last that seal any of it. */
export type SealedRange = {
  readonly checkpoints?: { readonly first: number; readonly last: number };
  /** Events that no checkpoint seals yet. */
  readonly unsealed: number;
};

/** What has been told so far. */
export type Told = {
  readonly events: number;
  readonly entries: number;
  readonly sealed: SealedRange;
  readonly moment?: CastMoment;
};

export type Telling = {
  readonly title: string;
  readonly told: Told;
  /** Of the call that the event ends. */
  readonly intent?: StoredEvent | undefined;
  readonly checkpoint?: number | undefined;
};

export type ExportForm = {
  readonly begin: string;
  readonly tell: (event: StoredEvent, telling: Telling) => string;
  readonly end: (told: Told) => string;
};

export const idleSeconds = 2;

export const exportForms: Readonly<Record<ExportFormat, ExportForm>> = {
  ocsf: { begin: '', tell: ({ line }) => `${line}\n`, end: () => '' },
  csv: { begin: `${csvHead()}\n`, tell: (event, { checkpoint }) => `${csvRow(event, checkpoint)}\n`, end: () => '' },
  cast: {
    begin: '',
    tell: moments,
    end: ({ moment, sealed }) => (moment === undefined ? '' : `${castNote(moment, noteOf(sealed))}\n`),
  },
  har: {
    begin: `${harBegin('1')}\n`,
    tell: (event, { told, intent }) => (endsCall(event) ? `${told.entries === 0 ? '' : ','}${harEntry(event, intent)}\n` : ''),
    end: ({ sealed }) => `${harEnd(sealed satisfies Json)}\n`,
  },
};

function moments(event: StoredEvent, { title, told: { moment } }: Telling): string {
  const before = moment === undefined ? {} : { before: moment };
  return Array.from(castOf([event], { title, idleSeconds, ...before }), (line) => `${line}\n`).join('');
}

/** `sealed by checkpoints 17 to 23; 4 events are not sealed yet`. */
export function noteOf({ checkpoints, unsealed }: SealedRange): string {
  const open = `${unsealed} ${unsealed === 1 ? 'event is' : 'events are'} not sealed yet`;
  if (checkpoints === undefined) return open;
  const { first, last } = checkpoints;
  const sealed = first === last ? `sealed by checkpoint ${first}` : `sealed by checkpoints ${first} to ${last}`;
  return unsealed === 0 ? sealed : `${sealed}; ${open}`;
}
