// What this machine's sources say about where nats-server comes from, without asking a network.

import { describe, expect, test } from 'vitest';

import { archiveFrom, withoutSecrets } from './archive.ts';

const BOOKWORM =
  'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n';
const NOBLE =
  'PRETTY_NAME="Ubuntu 24.04 LTS"\nID=ubuntu\nID_LIKE=debian\n' +
  'VERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n';
const installed = () => true;

describe('the archive of this machine', () => {
  test('is the mirror its own sources name, newest suite first and its own last', () => {
    const targets = 'main bookworm http://mirror.example/debian/\n';
    expect(archiveFrom(BOOKWORM, targets, (path) => path.endsWith('.gpg'))).toEqual({
      distribution: 'Debian',
      component: 'main',
      suites: ['forky', 'sid', 'trixie', 'bookworm'],
      mirrors: ['http://mirror.example/debian/'],
      keyring: '/usr/share/keyrings/debian-archive-keyring.gpg',
    });
  });

  test('is the universe of Ubuntu on Ubuntu', () => {
    const targets =
      'main noble http://mirror.example/ubuntu/\nuniverse noble http://mirror.example/ubuntu/\n';
    expect(archiveFrom(NOBLE, targets, installed)).toMatchObject({
      distribution: 'Ubuntu',
      component: 'universe',
      suites: ['devel', 'noble'],
      mirrors: ['http://mirror.example/ubuntu/'],
    });
  });

  test('is a mirror of the whole before a vendor who uses the same words', () => {
    const targets = [
      'main bookworm https://vendor.example/tool/',
      'main bookworm-security http://mirror.example/debian-security/',
      'main bookworm mirror+file:/etc/apt/mirrors/debian',
      'main bookworm http://mirror.example/debian/',
      'main bookworm cdrom:[Disc]/',
      '',
    ].join('\n');
    expect(archiveFrom(BOOKWORM, targets, installed).mirrors).toEqual([
      'mirror+file:/etc/apt/mirrors/debian',
      'http://mirror.example/debian/',
      'https://vendor.example/tool/',
    ]);
  });

  test('names a suite once when the machine runs one of the newest', () => {
    const forky = 'ID=debian\nVERSION_CODENAME=forky\n';
    const targets = 'main testing http://mirror.example/debian/\n';
    expect(archiveFrom(forky, targets, installed).suites).toEqual(['forky', 'sid', 'trixie']);
  });
});

describe('where nothing can be fetched, one sentence says what to do', () => {
  const todo =
    'install nats-server 2.12.0 or newer, or set RESCIND_NATS_SERVER to the path of one.';

  test.each([
    [
      'on another system',
      'ID=fedora\nPRETTY_NAME="Fedora Linux 44"\n',
      '',
      installed,
      `nats-server cannot be fetched on Fedora Linux 44: ${todo}`,
    ],
    [
      'without sources',
      BOOKWORM,
      '',
      installed,
      `apt names no mirror of Debian main on Debian GNU/Linux 12 (bookworm): ${todo}`,
    ],
    [
      'without keys, since nothing unsigned is ever taken',
      BOOKWORM,
      'main bookworm http://mirror.example/debian/',
      () => false,
      'the keys of the Debian archive are not installed on Debian GNU/Linux 12 (bookworm): ' + todo,
    ],
  ])('%s', (_, osRelease, targets, exists, sentence) => {
    expect(() => archiveFrom(osRelease, targets, exists)).toThrow(
      expect.objectContaining({ code: 'missing', message: sentence }),
    );
  });
});

test('a password in a source is not for others to read', () => {
  expect(withoutSecrets('https://me:secret@mirror.example/debian/')).toBe(
    'https://mirror.example/debian/',
  );
});
