//! Statements of all columns of a table, as the product writes them.

use std::fmt::Write as _;

use sea_orm::{EntityTrait, IdenStatic, Iterable};

fn columns<E: EntityTrait>() -> Vec<&'static str> {
    E::Column::iter().map(|column| column.as_str()).collect()
}

/// The rows for which `condition` holds.
pub fn select<E: EntityTrait>(condition: &str) -> String {
    let table = E::default().table_name();
    format!(
        "SELECT {} FROM {table} WHERE {condition}",
        columns::<E>().join(", ")
    )
}

/// So many new rows. Values come in the order of the columns, row by row.
pub fn insert<E: EntityTrait>(rows: usize) -> String {
    let columns = columns::<E>();
    let table = E::default().table_name();
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..rows {
        let first = row * columns.len() + 1;
        let values: Vec<String> = (first..first + columns.len())
            .map(|at| format!("${at}"))
            .collect();
        let comma = if row == 0 { "" } else { ", " };
        // Writing to a string does not fail.
        let _ = write!(sql, "{comma}({})", values.join(", "));
    }
    sql
}
