//! Keyset pagination: a page starts after a place in the order, not at a row number, so rows that
//! come or go never shift it.

use serde::de::DeserializeOwned;

use super::cursor::{Cursor, CursorError};

/// What the list's client asked for.
#[derive(Debug, Clone)]
pub struct PageRequest {
    /// How many rows: 1 to 100.
    pub first: u64,
    /// Start after this place.
    pub after: Option<Cursor>,
}

impl PageRequest {
    /// Rows to read: one more than wanted tells whether there is a next page.
    #[must_use]
    pub fn limit(&self) -> u64 {
        self.first + 1
    }

    /// The key to start after, if this is not the first page.
    pub fn after<K: DeserializeOwned>(&self, list: &'static str) -> Result<Option<K>, CursorError> {
        self.after
            .as_ref()
            .map(|cursor| cursor.decode(list))
            .transpose()
    }
}

/// One page of a list.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// The rows, each with its place.
    pub items: Vec<(Cursor, T)>,
    /// Is there more after the last?
    pub has_next: bool,
}

impl<T> Page<T> {
    /// Trims the extra row of [`PageRequest::limit`] and gives each row its cursor.
    #[must_use]
    pub fn trim(request: &PageRequest, mut rows: Vec<T>, cursor: impl Fn(&T) -> Cursor) -> Self {
        let wanted = usize::try_from(request.first).unwrap_or(usize::MAX);
        let has_next = rows.len() > wanted;
        rows.truncate(wanted);
        let items = rows.into_iter().map(|row| (cursor(&row), row)).collect();
        Self { items, has_next }
    }

    /// The same page of something else.
    pub fn map<U>(self, mut into: impl FnMut(T) -> U) -> Page<U> {
        let items = self
            .items
            .into_iter()
            .map(|(cursor, row)| (cursor, into(row)))
            .collect();
        Page {
            items,
            has_next: self.has_next,
        }
    }

    /// The same page of something else, unless one row cannot be read.
    pub fn try_map<U, E>(self, mut into: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self
            .items
            .into_iter()
            .map(|(cursor, row)| into(row).map(|item| (cursor, item)))
            .collect::<Result<_, E>>()?;
        Ok(Page {
            items,
            has_next: self.has_next,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extra_row_only_says_that_there_is_more() {
        let request = PageRequest {
            first: 2,
            after: None,
        };
        let page = Page::trim(&request, vec![1, 2, 3], |row| Cursor::encode("n", row));
        assert!(page.has_next);
        assert_eq!(page.items.len(), 2);
        let page = Page::trim(&request, vec![1, 2], |row| Cursor::encode("n", row));
        assert!(!page.has_next);
    }
}
