//! Reading wide rows by position.

use sea_orm::{DbErr, QueryResult, TryGetable};

/// Takes the columns of a row one after the other, in the order of its SELECT.
///
/// sea-orm looks each column up by its name, and puts that name together first where two tables
/// have a column of the same name: for a page of 50 rows of 60 columns that takes a third of all
/// that is done to answer it. Debug builds compare the names, and the tests run in those.
pub struct Columns<'a> {
    row: &'a QueryResult,
    next: usize,
}

impl<'a> Columns<'a> {
    /// Starts at the first column.
    #[must_use]
    pub fn of(row: &'a QueryResult) -> Self {
        Self { row, next: 0 }
    }

    /// The value of the next column, which has this name.
    pub fn take<T: TryGetable>(&mut self, name: &str) -> Result<T, DbErr> {
        debug_assert_eq!(
            self.row.column_names().get(self.next).map(String::as_str),
            Some(name),
            "the statement selects its columns in another order"
        );
        let value = self.row.try_get_by_index(self.next)?;
        self.next += 1;
        Ok(value)
    }
}

/// Takes a struct whose fields stand in the order of the columns. The names of the columns may
/// begin with a prefix.
macro_rules! take {
    ($columns:expr, $row:path { $($field:ident),+ $(,)? }) => {
        $crate::db::take!($columns, "", $row { $($field),+ })
    };
    ($columns:expr, $prefix:literal, $row:path { $($field:ident),+ $(,)? }) => {{
        let columns: &mut $crate::db::Columns<'_> = $columns;
        $row { $($field: columns.take(concat!($prefix, stringify!($field)))?,)+ }
    }};
}
pub(crate) use take;
