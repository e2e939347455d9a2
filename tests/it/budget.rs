//! The statement budget: what a list costs in the database does not grow with its page, and the
//! lists that clients show all day take at most four statements to read, and one that writes down
//! whom they show.
//!
//! Counted by [`handoff::db::Db::statements`] over real requests. The server's own sweeps may add
//! to a count, never take from it, so the least of several tries is taken.

use serde_json::json;

use crate::support::acts::assigned;
use crate::support::reassessed::planned;
use crate::support::{Caller, TestApp, both_engines};

/// Most statements of a list.
const BUDGET: u64 = 4;
const TRIES: usize = 30;
/// Items on the short and on the long page.
const PAGES: [u32; 2] = [2, 12];

struct List {
    name: &'static str,
    reader: fn(&TestApp) -> Caller,
    /// With `$first`.
    document: &'static str,
    /// What reading it takes today.
    statements: u64,
}

const LISTS: &[List] = &[
    List {
        name: "providers, with all that a search page shows",
        reader: |app| app.anonymous(),
        document: "query($first: Int) { providers(first: $first) {
          pageInfo { endCursor hasNextPage }
          nodes {
            name phone languages { name } address { city county { name } }
            offerings {
              service { name } counties { name } plans { name }
              capacity { status available updatedAt limit held active }
            }
          }
        } }",
        statements: 4,
    },
    List {
        name: "a provider's work list",
        reader: |app| app.provider("p1"),
        document: "query($first: Int) { assignments(first: $first) {
          nodes {
            status outreach { dueAt status }
            referral { number service { name } status }
            member { name { full } phone }
          }
        } }",
        statements: 1,
    },
    List {
        name: "a plan's work list, with who has it and what was done",
        reader: |app| app.plan(),
        document: "query($first: Int) { assignments(first: $first) {
          edges { node {
            status assignedAt provider { name } notice { deliveredAt } attempts { madeAt }
            referral { number status service { name } } member { name { full } }
          } }
        } }",
        statements: 4,
    },
    List {
        name: "a plan's duties, with whom they are about and what was done",
        reader: |app| app.plan(),
        document: "query($first: Int) { outreachDuties(first: $first) {
          nodes {
            dueAt status minutesLeft lastAttempt { madeAt } followUp { attemptsMade }
            notice { deliveredAt acknowledgedAt } escalation { tells state firedAt }
            assignment { assignedAt referral { number service { name } } member { name { full } } }
          }
        } }",
        statements: 4,
    },
    List {
        name: "assignments of a status, with referral and member",
        reader: |app| app.plan(),
        document: "query($first: Int) {
          assignments(first: $first, filter: { statuses: [ASSIGNED] }) {
            nodes { provider { name } referral { number } member { name { full } } }
          }
        }",
        statements: 4,
    },
    List {
        name: "a plan's referrals",
        reader: |app| app.plan(),
        document: "query($first: Int) { referrals(first: $first) {
          nodes {
            number status closedLoopStatus service { name } member { name { full } }
            assignment { status provider { name } outreach { dueAt } }
          }
        } }",
        statements: 4,
    },
    List {
        name: "a referrer's referrals",
        reader: |app| app.referrer(),
        document: "query($first: Int) { referrals(first: $first, orderBy: OLDEST) {
          edges { node {
            number status closedLoopStatus person { name { full } } plan { name }
            assignments { status provider { name } ending { reason } }
          } }
        } }",
        statements: 4,
    },
    List {
        name: "members",
        reader: |app| app.plan(),
        document: "query($first: Int) { members(first: $first) {
          totalCount
          nodes { name { full } cin county { name } }
        } }",
        statements: 2,
    },
    List {
        name: "notices, with what they are about",
        reader: |app| app.provider("p1"),
        document: "query($first: Int) { notices(first: $first) {
          items { notice { number kind } referral { number } assignment { status } }
        } }",
        statements: 4,
    },
    List {
        name: "plans, with where and what",
        reader: |app| app.anonymous(),
        document: "query {
          plans { name counties { name } services(county: \"06007\") { name } }
        }",
        statements: 3,
    },
];

/// Beyond the budget: who names everybody pays one statement for each kind of thing.
const FULL: List = List {
    name: "a plan's referrals, with everybody named",
    reader: |app| app.plan(),
    document: "query($first: Int) { referrals(first: $first) {
      nodes {
        number plan { name } referredBy { organization { name } } member { name { full } }
        assignment { provider { name } }
      }
    } }",
    statements: 6,
};

/// Beyond the budget: a search reads keys before rows, begun words and misspelled ones one after the
/// other, and each list of a member is one statement more.
const FOUND: List = List {
    name: "members found by what was heard, with phones, enrolment and lead care manager",
    reader: |app| app.plan(),
    document: "query($first: Int) {
      members(first: $first, filter: { name: \"quilfeather\", phone: \"5550101\" }) {
        nodes {
          name { full } phones { number } isEnrolled enrolments { fromOn }
          leadCareManager { name }
        }
      }
    }",
    statements: 8,
};

/// Beyond the budget: what is needed to tell a member is made of five tables.
const TASKS: List = List {
    name: "a plan's tasks, with text and address",
    reader: |app| app.plan(),
    document: "query($first: Int) { tasks(first: $first) {
      nodes { about dueOn way text { subject body } address { street } phone }
    } }",
    statements: 5,
};

/// Beyond the budget: a row, its turn, and one statement for each kind of thing named there.
const REASSESSMENTS: List = List {
    name: "reassessments, with whom they are about",
    reader: |app| app.plan(),
    document: "query($first: Int) { reassessments(first: $first) {
      nodes {
        dueOn isOverdue
        assignment { provider { name } referral { number } member { name { full } } }
      }
    } }",
    statements: 5,
};

/// The fewest statements that a request took.
async fn statements(app: &TestApp, caller: &Caller, document: &str, first: u32) -> u64 {
    let mut fewest = u64::MAX;
    for _ in 0..TRIES {
        let before = app.db().statements();
        let reply = caller.query(document, json!({ "first": first })).await;
        reply.data();
        fewest = fewest.min(app.db().statements() - before);
    }
    fewest
}

both_engines!(
    a_longer_page_takes_no_more_statements,
    async |app: TestApp| {
        for number in 0..PAGES[1] {
            let member = ["m1", "m2", "m3"][number as usize % 3];
            let referral = assigned(&app, member, "MEALS", "p1").await;
            planned(&app, &referral).await;
        }
        let mut wrong = Vec::new();
        for list in LISTS.iter().chain([&FULL, &FOUND, &TASKS, &REASSESSMENTS]) {
            let caller = (list.reader)(&app);
            for first in PAGES {
                let found = statements(&app, &caller, list.document, first).await;
                // Everybody who signs in is shown people here: one row of the audit trail.
                let audit = u64::from(caller.token().is_some());
                if found != list.statements + audit {
                    let (name, said) = (list.name, list.statements + audit);
                    wrong.push(format!("{name}: {found} for {first} items, not {said}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
);

#[test]
fn no_list_is_over_the_budget() {
    for list in LISTS {
        assert!(list.statements <= BUDGET, "{}", list.name);
    }
}
