//! Batched reads of one operation, for the long tail: fields that no parent read ahead.
//!
//! They keep nothing: on a socket an operation lives for hours, and what it shows must be current.

use std::sync::Arc;

use crate::op::OpCtx;
use crate::services::Services;

/// The loaders, by area. Each batch reads as the caller is at that moment.
pub struct Loaders {}

impl Loaders {
    /// Loaders that read through `services` as the actor of `fresh`.
    pub(super) fn new(_services: &Services, _fresh: &Arc<dyn Fn() -> OpCtx + Send + Sync>) -> Self {
        Self {}
    }
}
