//! Batched reads of one operation, for the long tail: fields that no parent read ahead.
//!
//! They keep nothing: on a socket an operation lives for hours, and what it shows must be current.
//!
//! To add one: a key type, and an `impl Loader` for [`Source`] in the area's `loaders.rs`.

use std::hash::Hash;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};

use super::error::ApiError;
use crate::error::StoreError;
use crate::op::OpCtx;
use crate::services::Services;

/// Where batches are read: each as the caller is at that moment.
pub struct Source {
    services: Services,
    fresh: Arc<dyn Fn() -> OpCtx + Send + Sync>,
}

impl Source {
    /// The use cases.
    #[must_use]
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The caller as of now.
    #[must_use]
    pub fn op(&self) -> OpCtx {
        (self.fresh)()
    }
}

/// The loaders of one operation.
pub struct Loaders(DataLoader<Source>);

impl Loaders {
    /// Loaders that read through `services` as the actor of `fresh`.
    pub(super) fn new(services: &Services, fresh: &Arc<dyn Fn() -> OpCtx + Send + Sync>) -> Self {
        let source = Source {
            services: services.clone(),
            fresh: Arc::clone(fresh),
        };
        #[expect(clippy::disallowed_methods, reason = "a batch ends with its operation")]
        let spawn = tokio::spawn;
        Self(DataLoader::new(source, spawn))
    }

    /// The value of a key, read together with those that others ask for at the same time; `None`
    /// when there is none for this caller.
    pub async fn load<K>(&self, key: K) -> Result<Option<<Source as Loader<K>>::Value>, ApiError>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Source: Loader<K, Error = Arc<StoreError>>,
    {
        Ok(self.0.load_one(key).await?)
    }
}
