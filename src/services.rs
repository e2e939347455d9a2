//! The use cases of all areas in one value: what the edges are given.

use crate::idempotency::Fingerprints;
use crate::identity::Identity;
use crate::members::Members;
use crate::notices::Notices;
use crate::reference::Reference;
use crate::referrals::{ReferralWatch, Referrals};

/// The services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The public facts compiled into the program.
    pub reference: &'static Reference,
    /// Accounts and sign-in.
    pub identity: Identity,
    /// The members of plans.
    pub members: Members,
    /// Referrals and their assignments.
    pub referrals: Referrals,
    /// Tells when a referral changed.
    pub referral_watch: ReferralWatch,
    /// Mailboxes.
    pub notices: Notices,
    /// Recognizes a mutation that is sent again.
    pub fingerprints: Fingerprints,
}
