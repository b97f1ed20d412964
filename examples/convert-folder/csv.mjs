// Reads CSV (RFC 4180) piece by piece: quoted fields may hold commas, quotes and line breaks. What
// is malformed is an error that names the line, never a guess.

/** @typedef {{ line: number, fields: string[] }} Row */

/**
 * A reader that is fed pieces of text, cut anywhere, and returns the rows that are complete.
 * Empty lines are skipped. Throws Error for a quote where none may be, and for one that never ends.
 */
export function createCsvReader() {
  /** Between fields, inside a bare or a quoted one, or behind a quote that may be the last. */
  let state = 'start';
  let field = '';
  /** @type {string[]} */
  let fields = [];
  let line = 1;
  let rowLine = 1;
  let first = true;
  /** A line break may be cut in two. */
  let afterReturn = false;

  /** @param {Row[]} rows */
  const endRow = (rows) => {
    fields.push(field);
    if (fields.length > 1 || fields[0] !== '' || state === 'closing') {
      rows.push({ line: rowLine, fields });
    }
    fields = [];
    field = '';
    state = 'start';
  };

  /** @param {string} char @param {Row[]} rows */
  const take = (char, rows) => {
    if (state === 'quoted') {
      if (char === '"') state = 'closing';
      else field += char;
      return;
    }
    if (char === '"') {
      if (state === 'bare') throw new Error(`line ${line}: a quote inside an unquoted field`);
      if (state === 'closing') field += '"';
      state = 'quoted';
    } else if (char === ',') {
      fields.push(field);
      field = '';
      state = 'start';
    } else if (char === '\n') {
      endRow(rows);
    } else if (state === 'closing') {
      throw new Error(`line ${line}: text behind a closing quote`);
    } else {
      field += char;
      state = 'bare';
    }
  };

  return {
    /** @param {string} text @returns {Row[]} */
    push(text) {
      /** @type {Row[]} */
      const rows = [];
      for (const char of first ? text.replace(/^\uFEFF/, '') : text) {
        const isBreak = char === '\n' && afterReturn;
        afterReturn = char === '\r' && state !== 'quoted';
        if (isBreak) continue;
        take(afterReturn ? '\n' : char, rows);
        if (char !== '\n' && !afterReturn) continue;
        line++;
        if (state === 'start') rowLine = line;
      }
      if (text !== '') first = false;
      return rows;
    },
    /** To be called once, at the end of the text. @returns {Row[]} */
    end() {
      if (state === 'quoted') throw new Error(`line ${rowLine}: a quoted field never ends`);
      /** @type {Row[]} */
      const rows = [];
      endRow(rows);
      return rows;
    },
  };
}
