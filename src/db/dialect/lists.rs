//! Lists of values in a static statement. A list travels as one text with commas, so that a list of
//! any length is the same prepared statement. Ids are written as 32 hexadecimal digits.

use uuid::Uuid;

/// `column IN list` for a list of texts.
macro_rules! texts {
    (sqlite, $list:literal) => {
        concat!(
            "IN (SELECT value FROM json_each('[\"' || replace(",
            $list,
            ", ',', '\",\"') || '\"]'))"
        )
    };
    (postgres, $list:literal) => {
        concat!("= ANY(string_to_array(", $list, ", ','))")
    };
}

/// `column IN list` for a list of ids.
macro_rules! ids {
    (sqlite, $list:literal) => {
        concat!(
            "IN (SELECT unhex(value) FROM json_each('[\"' || replace(",
            $list,
            ", ',', '\",\"') || '\"]'))"
        )
    };
    (postgres, $list:literal) => {
        concat!("= ANY(string_to_array(", $list, ", ',')::uuid[])")
    };
}

/// A list of ids, as the statements take it.
#[must_use]
pub fn id_list(ids: impl IntoIterator<Item = Uuid>) -> String {
    let ids: Vec<String> = ids.into_iter().map(|id| id.simple().to_string()).collect();
    ids.join(",")
}
