//! The use cases of all areas in one value: what the edges are given.

use crate::audit::Trail;
use crate::authorizations::Authorizations;
use crate::capacity::{Capacities, CapacityWatch};
use crate::db::{CursorSeal, Db};
use crate::idempotency::Fingerprints;
use crate::identity::Identity;
use crate::identity::accounts::Accounts;
use crate::members::Members;
use crate::notices::{Deliveries, Feed, Notices};
use crate::nudges::Nudges;
use crate::organizations::Organizations;
use crate::policies::Policies;
use crate::privacy::{Privacy, Standings};
use crate::providers::Directory;
use crate::reference::Reference;
use crate::referrals::{ReferralWatch, Referrals};
use crate::tasks::Tasks;
use crate::visits::Visits;

/// The services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The public facts compiled into the program.
    pub reference: &'static Reference,
    /// Sign-in and sessions.
    pub identity: Identity,
    /// Accounts, and the organizations they belong to.
    pub accounts: Accounts,
    /// Who takes part.
    pub organizations: Organizations,
    /// Providers, plans and what they offer.
    pub directory: Directory,
    /// How much room there is.
    pub capacity: Capacities,
    /// Tells who watches capacity that it changed.
    pub capacity_watch: CapacityWatch,
    /// The people plans answer for.
    pub members: Members,
    /// How plans run their loops.
    pub policies: Policies,
    /// What is restricted, and who opened it.
    pub privacy: Privacy,
    /// The loop.
    pub referrals: Referrals,
    /// Tells who watches a referral that it changed.
    pub referral_watch: ReferralWatch,
    /// What plans decide to pay for.
    pub authorizations: Authorizations,
    /// Stays at sobering centers.
    pub visits: Visits,
    /// What plans do by hand.
    pub tasks: Tasks,
    /// The mailboxes.
    pub notices: Notices,
    /// How organizations are told to look into their mailboxes.
    pub nudges: Nudges,
    /// The audit trail.
    pub trail: Trail,
    /// Fingerprints of inputs, for idempotency keys.
    pub fingerprints: Fingerprints,
    /// What makes places in lists opaque to clients.
    pub cursors: CursorSeal,
}

impl Services {
    /// All services on one database.
    #[must_use]
    #[expect(
        clippy::too_many_arguments,
        reason = "each is made once, by the composition root"
    )]
    pub fn new(
        db: &Db,
        nudges: Nudges,
        identity: Identity,
        feed: Feed,
        deliveries: Deliveries,
        fingerprints: Fingerprints,
        cursors: CursorSeal,
        standings: Standings,
    ) -> Self {
        Self {
            reference: Reference::embedded(),
            accounts: Accounts::new(identity.clone()),
            identity,
            organizations: Organizations::new(db.clone()),
            directory: Directory::new(db.clone(), Reference::embedded()),
            capacity: Capacities::new(db.clone()),
            capacity_watch: CapacityWatch::new(db.clone()),
            members: Members::new(db.clone()),
            policies: Policies::new(db.clone()),
            privacy: Privacy::new(db.clone(), standings),
            referrals: Referrals::new(db.clone()),
            referral_watch: ReferralWatch::new(db.clone()),
            authorizations: Authorizations::new(db.clone()),
            visits: Visits::new(db.clone()),
            tasks: Tasks::new(db.clone()),
            trail: Trail::new(db.clone()),
            notices: Notices::new(db.clone(), feed, deliveries),
            nudges,
            fingerprints,
            cursors,
        }
    }
}
