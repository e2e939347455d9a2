//! Reads the embedded CSV files into rows, and names what is wrong with a file.

use std::str::FromStr;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Error};

/// One CSV file of `data/`, compiled into the program.
#[derive(Clone, Copy, Debug)]
pub(super) struct Table {
    /// File name below `data/`, for error messages.
    pub(super) name: &'static str,
    /// The whole file: a header line, then one record a line.
    pub(super) text: &'static str,
}

/// Embeds `data/<name>`.
macro_rules! table {
    ($name:literal) => {
        $crate::reference::table::Table {
            name: $name,
            text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $name)),
        }
    };
}
pub(super) use table;

/// A data file cannot be used as it stands.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A record does not have the columns, or a cell not the form, that the program expects.
    #[error("data/{table}: {source}")]
    Malformed {
        /// The file.
        table: &'static str,
        /// Where and why.
        source: csv::Error,
    },
    /// A record is well formed, but contradicts another record or file.
    #[error("data/{table}: {key}: {problem}")]
    Inconsistent {
        /// The file.
        table: &'static str,
        /// Which record.
        key: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

impl Table {
    /// All records in file order.
    pub(super) fn rows<R: DeserializeOwned>(self) -> Result<Vec<R>, LoadError> {
        csv::Reader::from_reader(self.text.as_bytes())
            .deserialize()
            .collect::<Result<_, _>>()
            .map_err(|source| LoadError::Malformed {
                table: self.name,
                source,
            })
    }

    /// `Ok` when `holds`, else an error that names the record.
    pub(super) fn check(
        self,
        holds: bool,
        key: &impl ToString,
        problem: &'static str,
    ) -> Result<(), LoadError> {
        if holds {
            Ok(())
        } else {
            Err(self.inconsistent(key, problem))
        }
    }

    /// The codes of a cell that holds several, with `;` between them.
    pub(super) fn codes<T: FromStr>(
        self,
        key: &impl ToString,
        (column, cell): (&'static str, &str),
    ) -> Result<Vec<T>, LoadError> {
        let code = |code: &str| code.parse().map_err(|_| self.inconsistent(key, column));
        cell.split(';').map(code).collect()
    }

    pub(super) fn inconsistent(self, key: &impl ToString, problem: &'static str) -> LoadError {
        LoadError::Inconsistent {
            table: self.name,
            key: key.to_string(),
            problem,
        }
    }
}

/// Cells that read `yes` or `no`; anything else is a mistake in the file.
pub(super) fn yes_no<'de, D: serde::Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match String::deserialize(from)?.as_str() {
        "yes" => Ok(true),
        "no" => Ok(false),
        _ => Err(D::Error::custom("neither yes nor no")),
    }
}

/// An empty cell means "none".
pub(super) fn filled(cell: String) -> Option<String> {
    (!cell.is_empty()).then_some(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    struct Row {
        #[serde(deserialize_with = "yes_no")]
        flag: bool,
    }

    #[test]
    fn a_malformed_cell_names_its_file_and_line() {
        let table = Table {
            name: "sample.csv",
            text: "flag\nyes\nmaybe\n",
        };
        let error = table.rows::<Row>().unwrap_err();
        let LoadError::Malformed { table, source } = error else {
            panic!("{error}")
        };
        assert_eq!(table, "sample.csv");
        assert_eq!(source.position().map(csv::Position::line), Some(3));
    }

    #[test]
    fn yes_and_no_are_read() {
        let table = Table {
            name: "sample.csv",
            text: "flag\nyes\nno\n",
        };
        let flags: Vec<bool> = table
            .rows::<Row>()
            .unwrap()
            .iter()
            .map(|row| row.flag)
            .collect();
        assert_eq!(flags, [true, false]);
    }
}
