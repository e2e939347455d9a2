//! Keyset pagination: a page starts after a place in the order, not at a row number, so rows that
//! come or go never shift it.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;

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

/// A place in the order of one list, opaque to clients.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

/// A cursor that this list did not give out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CursorError {
    /// Not a cursor at all.
    #[error(
        "this is not a cursor of this server; use the value of an endCursor or edge cursor as it came"
    )]
    Malformed,
    /// A cursor of another list or order.
    #[error("this cursor belongs to another list or order; start again without it")]
    OtherList,
}

impl Cursor {
    /// The place of `key` in the list of that name. The name says list and order.
    #[must_use]
    pub fn encode(list: &'static str, key: &impl Serialize) -> Self {
        let text = serde_json::to_string(&(list, key)).unwrap_or_default();
        Self(URL_SAFE_NO_PAD.encode(text))
    }

    /// Takes what a client sent.
    #[must_use]
    pub fn from_client(text: String) -> Self {
        Self(text)
    }

    /// As clients see it.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    fn decode<K: DeserializeOwned>(&self, list: &'static str) -> Result<K, CursorError> {
        let bytes = URL_SAFE_NO_PAD
            .decode(&self.0)
            .map_err(|_| CursorError::Malformed)?;
        let (name, key): (String, serde_json::Value) =
            serde_json::from_slice(&bytes).map_err(|_| CursorError::Malformed)?;
        if name != list {
            return Err(CursorError::OtherList);
        }
        serde_json::from_value(key).map_err(|_| CursorError::Malformed)
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
    fn a_cursor_is_only_good_for_its_own_list() {
        let cursor = Cursor::encode("referrals/received", &(17, "x"));
        let text = Cursor::from_client(cursor.into_string());
        assert_eq!(
            text.decode::<(i32, String)>("referrals/received"),
            Ok((17, "x".to_owned()))
        );
        assert_eq!(
            text.decode::<(i32, String)>("members/name"),
            Err(CursorError::OtherList)
        );
        assert_eq!(
            text.decode::<String>("referrals/received"),
            Err(CursorError::Malformed)
        );
        let junk = Cursor::from_client("§".to_owned());
        assert_eq!(
            junk.decode::<String>("members/name"),
            Err(CursorError::Malformed)
        );
    }

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
