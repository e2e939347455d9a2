//! Batched reads of one operation, for the long tail: fields that no parent read ahead.
//!
//! They keep nothing: on a socket an operation lives for hours, and what it shows must be current.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::directory::DirectoryLoader;
use crate::op::OpCtx;
use crate::services::Services;

/// The loaders, by area. Each batch reads as the caller is at that moment.
pub struct Loaders {
    /// Providers, offerings, plans.
    pub directory: DataLoader<DirectoryLoader>,
}

impl Loaders {
    /// Loaders that read through `services` as the actor of `fresh`.
    pub(super) fn new(services: &Services, fresh: &Arc<dyn Fn() -> OpCtx + Send + Sync>) -> Self {
        Self {
            directory: DataLoader::new(
                DirectoryLoader {
                    directory: services.directory.clone(),
                    fresh: Arc::clone(fresh),
                },
                spawn,
            ),
        }
    }
}

/// Runs a batch beside the operation that waits for it, under its span.
#[expect(
    clippy::disallowed_methods,
    reason = "a batch only reads, and ends with the statement that it runs"
)]
fn spawn(batch: impl Future<Output = ()> + Send + 'static) -> JoinHandle<()> {
    tokio::spawn(batch.in_current_span())
}
