//! Parsed documents, by their text. Parsing is the largest fixed cost of a small operation, and
//! clients send the same few documents again and again.

use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
};

use async_graphql::{
    ServerError,
    parser::{parse_query, types::ExecutableDocument},
};
use lru::LruCache;

/// Longer texts are parsed each time. A parsed document takes roughly ten times its text, so the
/// default of 512 entries stays below some 20 MB whatever clients send.
const LONGEST_TEXT: usize = 4 * 1024;

/// The documents used most recently. Shared by HTTP and sockets.
pub(super) struct ParseCache {
    documents: Mutex<LruCache<Box<str>, Arc<ExecutableDocument>>>,
}

impl ParseCache {
    /// A cache for so many documents, at least one.
    pub(super) fn new(entries: usize) -> Self {
        let entries = NonZeroUsize::new(entries).unwrap_or(NonZeroUsize::MIN);
        Self {
            documents: Mutex::new(LruCache::new(entries)),
        }
    }

    /// The parsed form of `query`. The caller has checked its size. Errors are not kept.
    pub(super) fn parse(&self, query: &str) -> Result<Arc<ExecutableDocument>, ServerError> {
        if query.len() > LONGEST_TEXT {
            return Ok(Arc::new(parse_query(query)?));
        }
        if let Some(document) = self.lock().get(query) {
            return Ok(Arc::clone(document));
        }
        // The lock is not held while parsing: two threads may parse the same text once each.
        let document = Arc::new(parse_query(query)?);
        self.lock().put(query.into(), Arc::clone(&document));
        Ok(document)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, LruCache<Box<str>, Arc<ExecutableDocument>>> {
        self.documents
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_is_parsed_once_until_it_is_pushed_out() {
        let cache = ParseCache::new(2);
        let first = cache.parse("{ a }").unwrap();
        assert!(Arc::ptr_eq(&first, &cache.parse("{ a }").unwrap()));
        cache.parse("{ b }").unwrap();
        cache.parse("{ c }").unwrap();
        assert!(!Arc::ptr_eq(&first, &cache.parse("{ a }").unwrap()));
    }

    #[test]
    fn long_texts_and_errors_are_not_kept() {
        let cache = ParseCache::new(2);
        let long = format!("{{ a }} #{}", "x".repeat(LONGEST_TEXT));
        let first = cache.parse(&long).unwrap();
        assert!(!Arc::ptr_eq(&first, &cache.parse(&long).unwrap()));
        assert!(cache.parse("{").is_err());
        assert_eq!(cache.lock().len(), 0);
    }
}
