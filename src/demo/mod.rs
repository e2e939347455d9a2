//! The demonstration: an invented network with two months of history, for people who want to see
//! how the exchange works before they put anything of their own into it.
//!
//! ```text
//! seed ─ invent ─→ rows (plans, providers, accounts, members) ─ bulk insert ─┐
//!          └────→ stories: who refers whom, and what happens when            ├─→ database
//!                     └─ history: the real services, a clock set by hand ────┘
//! ```
//! Directory and people are written in bulk. What happened to referrals is **done**, act by act,
//! through the same services that the API calls, by the accounts that would do it, while a
//! [`ManualClock`](crate::clock::ManualClock) moves over the last sixty days: so timelines,
//! duties, notices and the capacity ledger are as real as in use.
//!
//! The same seed gives the same organizations, people, ids of both, and referral numbers. The
//! history ends at the moment of loading, so its instants, and the ids that carry them, move.
//!
//! | File | Has |
//! |---|---|
//! | `dice` | chance that repeats itself |
//! | `names` `trades` | what names and providers are made of |
//! | `plans` `providers` `network` | the directory |
//! | `people` `members` | who signs in, and who is served |
//! | `reach` | who can take whom |
//! | `stage` `script` `casting` | the stories |
//! | `history` | plays them |
//! | `review` | what the plan of the guide authorizes, and what it does not |
//! | `settle` | capacity as providers report it today; what came due |
//! | `load` `marker` | puts it into a database, and knows it again |
//! | `guide` | what to try |
//!
//! Everybody here is invented, and every account has the same published password: never put a
//! real person's record into such a database.

mod casting;
mod dice;
mod guide;
mod history;
mod load;
mod marker;
mod members;
mod names;
mod network;
mod people;
mod plans;
mod providers;
mod reach;
mod review;
mod rows;
mod script;
mod settle;
mod stage;
#[cfg(test)]
mod tests;
mod trades;

pub use guide::Guide;
pub use load::{DemoError, Progress, load};
pub use marker::{Marker, MarkerError};
pub use people::Account;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use entity::types::OrganizationId;

use casting::{Company, Story};
use members::Protagonist;
use network::Leads;
use reach::Reach;
use rows::Rows;

/// Of this form of the demonstration; another form needs a fresh database.
pub const VERSION: u32 = 2;

/// The password of every account. Published on purpose: nothing real is behind it.
pub const PASSWORD: &str = "invented-people-only";

/// How much is invented.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Providers in the directory.
    pub providers: usize,
    /// Members of all plans.
    pub members: usize,
    /// Referrals with their histories.
    pub referrals: usize,
}

impl Size {
    /// What `handoff demo` shows.
    pub const FULL: Self = Self {
        providers: 400,
        members: 2000,
        referrals: 300,
    };
}

/// Everything that is invented, before any of it is written.
pub struct Invention {
    seed: u64,
    now: DateTime<Utc>,
    rows: Rows,
    accounts: BTreeMap<OrganizationId, Account>,
    more_accounts: Vec<Account>,
    stories: Vec<Story>,
    /// Of whom nothing is told: members for whom the plan's reviewers decide.
    reviewed: Vec<Protagonist>,
    leads: Leads,
}

impl Invention {
    /// Invents the demonstration of a seed, with a history that ends at `now`.
    #[must_use]
    pub fn of(seed: u64, size: Size, now: DateTime<Utc>, password_hash: &str) -> Self {
        let mut rows = Rows::default();
        let network = network::found(seed, size.providers, now, &mut rows);
        let referrers = people::found_referrers(seed, &mut rows);
        let accounts = people::open_accounts(seed, &network, &referrers, password_hash, &mut rows);
        let more_accounts = people::open_more_accounts(seed, &accounts, password_hash, &mut rows);
        let members = members::enroll(seed, size.members, &network.plans, &mut rows);
        let company = Company {
            leads: network.leads,
            referrers: &referrers,
            members: &members,
            reach: &Reach::of(&rows),
        };
        let stories = casting::cast(seed, size.referrals, &company, now);
        let reviewed = review::cast(&accounts, &members, &stories);
        Self {
            seed,
            now,
            rows,
            accounts,
            more_accounts,
            stories,
            reviewed,
            leads: network.leads,
        }
    }

    /// Everybody who can sign in.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values().chain(&self.more_accounts)
    }
}
