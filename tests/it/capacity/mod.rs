//! Capacity: the ledger, and who says how much room there is.

mod ledger;
