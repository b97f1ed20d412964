/**
 * The keywords of CockroachDB v21.2 and where each may still be used as a name. A word of a class
 * further down the list is usable in fewer places; a word of no class is a plain identifier.
 */

/**
 * How far a keyword is taken.
 *
 * - `unreserved`: usable as any name
 * - `column-name`: usable as the name of a column or table, not of a function or type
 * - `type-or-function`: usable as the name of a function or type, not of a column or table
 * - `reserved`: usable only where no name could be confused with it: after a dot, after AS
 */
export type KeywordClass = 'unreserved' | 'column-name' | 'type-or-function' | 'reserved';

const UNRESERVED = `
  abort action access add admin after aggregate alter always at attribute automatic availability
  backup backups before begin binary bucket_count bundle by cache cancel cancelquery cascade
  changefeed close cluster columns comment comments commit committed compact complete conflict
  configuration configurations configure connection constraints controlchangefeed controljob
  conversion convert copy covering createdb createlogin createrole csv cube current cursor cycle
  data database databases day deallocate declare delete defaults deferred delimiter destination
  detached discard domain double drop encoding encryption_passphrase enum enums escape exclude
  excluding execute execution experimental experimental_audit experimental_fingerprints
  experimental_relocate experimental_replica expiration explain export extension failure files
  filter first following force force_index function generated geometrym geometryz geometryzm
  geometrycollection geometrycollectionm geometrycollectionz geometrycollectionzm global goal
  grants groups hash high histogram hour identity immediate import include
  include_deprecated_interleaves including increment incremental indexes inherits inject insert
  interleave into_db inverted isolation job jobs json key keys kms kv language last latest
  lc_collate lc_ctype lease less level linestring list local locked login locality lookup low
  match materialized maxvalue merge method minute minvalue modifyclustersetting multilinestring
  multilinestringm multilinestringz multilinestringzm multipoint multipointm multipointz
  multipointzm multipolygon multipolygonm multipolygonz multipolygonzm month names nan never next
  no normal no_index_join nocreatedb nocreatelogin nocancelquery nocreaterole nocontrolchangefeed
  nocontroljob nologin nomodifyclustersetting non_voters noviewactivity nowait nulls
  ignore_foreign_keys of off oids operator opt option options ordinality others over owned owner
  parent partial partition partitions password pause paused physical plan plans pointm pointz
  pointzm polygonm polygonz polygonzm preceding prepare preserve priority privileges public
  publication queries query range ranges read reason reassign recurring recursive ref refresh
  region regional regions reindex release rename repeatable replace replication reset restore
  restrict resume retry revision_history revoke role roles rollback rollup rows rule running
  schedule schedules setting settings status savepoint scans scatter schema schemas scrub search
  second serializable sequence sequences server session sessions set sets share show simple skip
  skip_localities_check skip_missing_foreign_keys skip_missing_sequences
  skip_missing_sequence_owners skip_missing_views snapshot split sql start statements statistics
  stdin storage store stored storing stream strict subscription survive survival syntax system
  tables tablespace temp template temporary tenant testing_relocate text ties trace transaction
  transactions trigger truncate trusted type types throttling unbounded uncommitted unknown
  unlogged unsplit until update upsert use users valid validate value varying view viewactivity
  voters within without write year zone`;

const COLUMN_NAME = `
  annotate_type between bigint bit boolean box2d char character characteristics coalesce dec
  decimal exists extract extract_duration float geography geometry greatest grouping if iferror
  ifnull int integer interval iserror least nullif numeric out overlay point polygon position
  precision real row smallint string substring time timetz timestamp timestamptz treat trim values
  varbit varchar virtual work`;

const TYPE_OR_FUNCTION = `
  authorization collation cross full inner ilike is isnull join left like natural none notnull
  outer overlaps right similar family`;

const RESERVED = `
  all analyse analyze and any array as asc asymmetric both case cast check collate column
  concurrently constraint create current_catalog current_date current_role current_schema
  current_time current_timestamp current_user default deferrable desc distinct do else end except
  false fetch for foreign from grant group having in initially intersect into lateral leading
  limit localtime localtimestamp not null offset on only or order placing primary references
  returning select session_user some symmetric table then to trailing true union unique user using
  variadic when where window with index nothing`;

const classes = new Map<string, KeywordClass>();

function enter(words: string, found: KeywordClass): void {
  for (const word of words.trim().split(/\s+/u)) classes.set(word, found);
}

enter(UNRESERVED, 'unreserved');
enter(COLUMN_NAME, 'column-name');
enter(TYPE_OR_FUNCTION, 'type-or-function');
enter(RESERVED, 'reserved');

/** The class of a word in lower case; undefined when it is no keyword. */
export function keywordClass(word: string): KeywordClass | undefined {
  return classes.get(word);
}

/** Column-name keywords that are called like functions all the same. */
export const CALLED_KEYWORDS: ReadonlySet<string> = new Set([
  'coalesce',
  'greatest',
  'if',
  'ifnull',
  'least',
  'nullif',
]);

/** All keywords with their class, for those who check or list them. */
export function allKeywords(): ReadonlyMap<string, KeywordClass> {
  return classes;
}
