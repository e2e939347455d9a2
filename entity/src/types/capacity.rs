//! Closed sets of places and the ledger.

use sea_orm::entity::prelude::*;

use super::closed_set::text_enum;

text_enum! {
    /// What became of a pool.
    LedgerEntryKind {
        /// What stood in it before the ledger was kept.
        Opened = "OPENED",
        /// An assignment holds a place.
        Held = "HELD",
        /// The service started: a held place is in use.
        Activated = "ACTIVATED",
        /// The service had not started after all: a place in use is held.
        Deactivated = "DEACTIVATED",
        /// A place is free again.
        Freed = "FREED",
        /// The provider said how many places it has.
        LimitSet = "LIMIT_SET",
        /// The provider takes nobody for now.
        Paused = "PAUSED",
        /// The provider takes referrals again.
        Resumed = "RESUMED",
        /// The provider said that the figures are right.
        Confirmed = "CONFIRMED",
        /// A plan said how many places it uses at most.
        CapSet = "CAP_SET",
        /// Plan and provider agreed on a number of places.
        Agreed = "AGREED",
    }

    /// What became of a provider's wish for more places.
    ProposalStatus {
        /// The plan has not decided.
        Open = "OPEN",
        /// The plan agreed.
        Accepted = "ACCEPTED",
        /// The plan did not agree.
        Declined = "DECLINED",
        /// The provider has said something else since.
        Withdrawn = "WITHDRAWN",
    }

    /// What an assignment takes of its pool.
    SlotState {
        /// Held from assignment to start of service.
        Held = "HELD",
        /// In use while the service runs.
        Active = "ACTIVE",
        /// Given back.
        Freed = "FREED",
    }
}
