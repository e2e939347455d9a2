// The standard client `graphql-ws` follows a provider's mailbox while its socket is cut again and
// again. It goes on from its last cursor, and every notice arrives: no gap, no silent loss.
//
// Needs a running demonstration: HANDOFF_URL, for example http://127.0.0.1:8080

import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const url = process.env.HANDOFF_URL ?? 'http://127.0.0.1:8080';
const PASSWORD = 'invented-people-only';
const ASSIGNMENTS = 40;
const CUTS = 12;

async function ask(token, query, variables = {}) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = await response.json();
  assert.equal(errors, undefined, JSON.stringify(errors));
  const refused = Object.values(data).flatMap((answer) => answer?.userErrors ?? []);
  assert.deepEqual(refused, []);
  return data;
}

async function signIn(email) {
  const { signIn } = await ask(
    null,
    `mutation ($input: SignInInput!) {
      signIn(input: $input) { session { token } userErrors { code message } }
    }`,
    { input: { email, password: PASSWORD } },
  );
  return signIn.session.token;
}

const [referrer, plan, provider] = await Promise.all(
  ['referrer', 'plan', 'meals'].map((name) => signIn(`${name}@demo.example`)),
);
const { viewer: { organization: { id: planId } } } =
  await ask(plan, '{ viewer { organization { id } } }');
const { viewer: { organization: { id: providerId } }, mailbox } =
  await ask(provider, '{ viewer { organization { id } } mailbox { cursor lastNumber } }');

// --- the follower -----------------------------------------------------------------------------

/** The socket in use, so that it can be cut. */
let socket;
/** Every connection that was made. */
let connections = 0;
class Tracked extends WebSocket {
  constructor(...args) {
    super(...args);
    socket = this;
    connections += 1;
  }
}

const numbers = [];
let last = mailbox.cursor;
const client = createClient({
  url: `${url.replace(/^http/, 'ws')}/graphql/ws`,
  webSocketImpl: Tracked,
  connectionParams: async () => ({ token: await signIn('meals@demo.example') }),
  retryAttempts: Infinity,
  retryWait: () => sleep(10 + Math.random() * 40),
  shouldRetry: () => true,
});
client.subscribe(
  {
    query: `subscription ($after: MailboxCursor) {
      notices(after: $after) { cursor follows notice { number } }
    }`,
    // Read anew each time the client subscribes: it goes on from where it was.
    variables: { get after() { return last; } },
  },
  {
    next({ data, errors }) {
      assert.equal(errors, undefined, JSON.stringify(errors));
      const { cursor, follows, notice } = data.notices;
      assert.equal(follows, last, 'an item is missing before this one');
      last = cursor;
      if (notice) numbers.push(notice.number);
    },
    error(error) {
      console.error('the client gave up', error);
      process.exit(1);
    },
    complete() {},
  },
);

// --- meanwhile, assignments and cuts ----------------------------------------------------------

/** An invented CIN of the right form, a new one for each run and number. */
const start = Math.floor(Math.random() * 9_000_000);
const cinOf = (count) => `9${String((start + count) % 10_000_000).padStart(7, '0')}A`;

async function assignOne(count) {
  const person = { firstName: 'Sample', lastName: `Person-${count}`, birthOn: '1970-01-01' };
  const cin = cinOf(count);
  await ask(
    plan,
    `mutation ($input: RegisterMemberInput!) {
      registerMember(input: $input) { userErrors { code message } }
    }`,
    { input: { ...person, cin, zip: '95814' } },
  );
  const { createReferral: { referral } } = await ask(
    referrer,
    `mutation ($input: CreateReferralInput!) {
      createReferral(input: $input) { referral { id } userErrors { code message path } }
    }`,
    {
      input: {
        planId,
        service: 'MEALS',
        person: { ...person, cin },
        contact: { name: 'Desk', reach: 'desk@hospital.example' },
      },
    },
  );
  await ask(
    plan,
    `mutation ($input: AssignReferralInput!) {
      assignReferral(input: $input) { userErrors { code message } }
    }`,
    { input: { referralId: referral.id, providerId } },
  );
  // Gives the place back, so that the kitchen never fills up. Its own act is no notice to it.
  await ask(
    provider,
    `mutation ($input: DeclineReferralInput!) {
      declineReferral(input: $input) { userErrors { code message } }
    }`,
    { input: { referralId: referral.id, reason: 'OUTSIDE_AREA', note: 'lives elsewhere' } },
  );
}

let busy = true;
const cutting = (async () => {
  for (let cut = 0; cut < CUTS || busy; cut += 1) {
    await sleep(20 + Math.random() * 150);
    socket?.terminate();
  }
})();
for (let count = 0; count < ASSIGNMENTS; count += 1) await assignOne(count);
busy = false;
await cutting;

// --- and nothing is missing -------------------------------------------------------------------

const expected = Array.from({ length: ASSIGNMENTS }, (_, index) => mailbox.lastNumber + 1 + index);
for (let wait = 0; wait < 100 && numbers.length < ASSIGNMENTS; wait += 1) await sleep(100);
assert.deepEqual(numbers, expected);
assert.ok(connections > CUTS / 2, `the socket was cut, yet only ${connections} connections were made`);
await client.dispose();
console.log(`${numbers.length} notices over ${connections} connections, none missing`);
