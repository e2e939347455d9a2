//! The use cases of all areas in one value: what the edges are given.

use crate::providers::Directory;
use crate::reference::Reference;

/// The services. Cheap to clone.
#[derive(Clone)]
pub struct Services {
    /// The public facts compiled into the program.
    pub reference: &'static Reference,
    /// Providers, plans and what they offer.
    pub directory: Directory,
}
