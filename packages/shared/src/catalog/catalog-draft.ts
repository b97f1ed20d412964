// The catalog as a draft sees it; part of cluster/draft.ts.
import { Overlay } from '../cluster/overlay.ts';
import type { ScheduleId } from '../job/schedule-id.ts';
import type { Catalog, CatalogView } from './catalog.ts';

export class CatalogDraft implements CatalogView {
  private readonly base: Catalog;
  readonly databases;
  readonly tables;
  readonly statistics;
  readonly protections;
  readonly publications;
  readonly schedules;
  readonly users;
  readonly wishes;
  nextDescriptorId: number;
  lastScheduleId: ScheduleId | null;

  constructor(base: Catalog) {
    this.base = base;
    this.databases = new Overlay(base.databases);
    this.tables = new Overlay(base.tables);
    this.statistics = new Overlay(base.statistics);
    this.protections = new Overlay(base.protections);
    this.publications = new Overlay(base.publications);
    this.schedules = new Overlay(base.schedules);
    this.users = new Overlay(base.users);
    this.wishes = new Overlay(base.wishes);
    this.nextDescriptorId = base.nextDescriptorId;
    this.lastScheduleId = base.lastScheduleId;
  }

  /** Moves the base to this draft. */
  adopt(): void {
    this.databases.adopt();
    this.tables.adopt();
    this.statistics.adopt();
    this.protections.adopt();
    this.publications.adopt();
    this.schedules.adopt();
    this.users.adopt();
    this.wishes.adopt();
    this.base.nextDescriptorId = this.nextDescriptorId;
    this.base.lastScheduleId = this.lastScheduleId;
  }
}
